from dataclasses import replace

import pytest
from cryptography.fernet import Fernet

from lokus_kit.errors import Forbidden, Invalid, NotFound
from lokus_proto.v1.camera import CameraRecord, CameraSource
from lokus_registry.adapters.safe import FernetSafe
from lokus_registry.application.cameras import Cameras
from lokus_registry.domain.camera import Credentials, Kept
from support.clock import VirtualClock
from unit.registry.cast import CAMERA, OTHER_VENDOR, OWNER, SECRET, STREAM, VENDOR
from unit.registry.memory_registers import MemoryRegistry


@pytest.fixture
def cameras(registry: MemoryRegistry) -> Cameras:
    return Cameras(registry.begin, FernetSafe([Fernet.generate_key().decode()]), VirtualClock())


async def test_a_new_camera_is_version_one_and_told_twofold(
    cameras: Cameras, registry: MemoryRegistry
) -> None:
    found, new = await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    assert (new, found.camera.version, found.camera.credentials_set) == (True, 1, False)
    assert [type(message) for message in registry.told] == [CameraRecord, CameraSource]
    assert await cameras.get(VENDOR, "c1") == found


async def test_the_same_again_changes_and_tells_nothing(cameras: Cameras, registry: MemoryRegistry) -> None:
    first, _ = await cameras.put(VENDOR, CAMERA, SECRET)
    assert await cameras.put(VENDOR, CAMERA, SECRET) == (first, False)
    assert await cameras.put(VENDOR, CAMERA, Kept.KEPT) == (first, False)
    assert len(registry.told) == 2


async def test_only_what_changed_is_told(cameras: Cameras, registry: MemoryRegistry) -> None:
    await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    await cameras.put(VENDOR, replace(CAMERA, name="New name"), Kept.KEPT)
    moved = replace(CAMERA, name="New name", streams=(replace(STREAM, url="rtsp://192.0.2.11/1"),))
    await cameras.put(VENDOR, moved, Kept.KEPT)
    await cameras.put(VENDOR, replace(moved, enabled=False), Kept.KEPT)
    told = [message for message in registry.told[2:] if isinstance(message, CameraRecord | CameraSource)]
    assert [(type(message), message.version) for message in told] == [
        (CameraRecord, 2),
        (CameraSource, 3),
        (CameraRecord, 4),
        (CameraSource, 4),
    ]


async def test_credentials_are_kept_changed_and_removed(cameras: Cameras, registry: MemoryRegistry) -> None:
    first, _ = await cameras.put(VENDOR, CAMERA, SECRET)
    kept, _ = await cameras.put(VENDOR, replace(CAMERA, name="New name"), Kept.KEPT)
    assert kept.camera.sealed_credentials == first.camera.sealed_credentials
    changed, _ = await cameras.put(VENDOR, replace(CAMERA, name="New name"), Credentials("viewer", "new"))
    assert changed.camera.sealed_credentials not in {None, first.camera.sealed_credentials}
    removed, _ = await cameras.put(VENDOR, replace(CAMERA, name="New name"), None)
    assert (removed.camera.sealed_credentials, removed.camera.version) == (None, 4)
    assert [message.version for message in registry.told if isinstance(message, CameraSource)] == [1, 3, 4]


async def test_a_removed_camera_is_told_and_its_id_goes_on_counting(
    cameras: Cameras, registry: MemoryRegistry
) -> None:
    await cameras.put(VENDOR, CAMERA, SECRET)
    await cameras.remove(VENDOR, "c1")
    record, source = registry.told[2:]
    assert isinstance(record, CameraRecord)
    assert isinstance(source, CameraSource)
    assert (record.version, record.removed, source.version, source.removed) == (2, True, 2, True)
    with pytest.raises(NotFound):
        await cameras.get(VENDOR, "c1")
    returned, new = await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    assert (new, returned.camera.version, returned.camera.credentials_set) == (True, 3, False)


async def test_what_is_refused_changes_nothing(cameras: Cameras, registry: MemoryRegistry) -> None:
    with pytest.raises(Invalid, match="zones"):
        await cameras.put(VENDOR, replace(CAMERA, zone="nowhere"), Kept.KEPT)
    with pytest.raises(Invalid, match="vendor"):
        await cameras.put(OWNER, replace(CAMERA, vendor="nobody"), Kept.KEPT)
    with pytest.raises(Invalid, match="streams"):
        await cameras.put(VENDOR, replace(CAMERA, streams=(STREAM, STREAM)), Kept.KEPT)
    with pytest.raises(Invalid, match="both or neither"):
        await cameras.put(VENDOR, replace(CAMERA, latitude=1.0), Kept.KEPT)
    with pytest.raises(Forbidden):
        await cameras.put(OTHER_VENDOR, CAMERA, Kept.KEPT)
    assert registry.told == []
    with pytest.raises(NotFound):
        await cameras.get(OWNER, "c1")


async def test_another_vendor_neither_reads_nor_removes(cameras: Cameras) -> None:
    await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    with pytest.raises(Forbidden):
        await cameras.get(OTHER_VENDOR, "c1")
    with pytest.raises(Forbidden):
        await cameras.remove(OTHER_VENDOR, "c1")
    assert (await cameras.get(OWNER, "c1")).camera.name == "Camera"


async def test_a_camera_that_moves_takes_no_kept_credentials_along(
    cameras: Cameras, registry: MemoryRegistry
) -> None:
    first, _ = await cameras.put(VENDOR, CAMERA, SECRET)
    moved = replace(CAMERA, streams=(replace(STREAM, url="rtsp://198.51.100.7/1"),))
    with pytest.raises(Invalid, match="address changed"):
        await cameras.put(VENDOR, moved, Kept.KEPT)
    assert (await cameras.get(VENDOR, "c1"), len(registry.told)) == (first, 2)
    sent_again, _ = await cameras.put(VENDOR, moved, SECRET)
    assert (sent_again.camera.version, sent_again.camera.credentials_set) == (2, True)
    await cameras.put(VENDOR, CAMERA, None)
    bare, _ = await cameras.put(VENDOR, moved, Kept.KEPT)
    assert bare.camera.credentials_set is False
