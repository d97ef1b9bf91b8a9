from dataclasses import replace

import pytest
from cryptography.fernet import Fernet

from lokus_identity.caller import Caller
from lokus_kit.errors import Conflict, Forbidden, Invalid, NotFound
from lokus_proto.v1.camera import CameraRecord
from lokus_registry.adapters.safe import FernetSafe
from lokus_registry.application.cameras import Cameras
from lokus_registry.application.ports import Window
from lokus_registry.application.zones import Zones
from lokus_registry.domain.camera import Kept
from support.clock import VirtualClock
from unit.registry.cast import AUDITOR, CAMERA, HALL, OFFICE, OPERATOR, OTHER_OWNER, OWNER, VENDOR
from unit.registry.memory_registers import MemoryRegistry


@pytest.fixture
async def zones(registry: MemoryRegistry) -> Zones:
    cameras = Cameras(registry.begin, FernetSafe([Fernet.generate_key().decode()]), VirtualClock())
    await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    await cameras.put(VENDOR, replace(CAMERA, id="c2", zone="office"), Kept.KEPT)
    registry.told.clear()
    return Zones(registry.begin, VirtualClock())


async def test_making_a_zone_private_tells_each_of_its_cameras(
    zones: Zones, registry: MemoryRegistry
) -> None:
    assert await zones.put(OWNER, replace(HALL, private=True)) is False
    [record] = registry.told
    assert isinstance(record, CameraRecord)
    assert (record.id, record.version, record.zone.private) == ("c1", 2, True)


async def test_the_same_zone_again_tells_nothing(zones: Zones, registry: MemoryRegistry) -> None:
    assert await zones.put(OWNER, HALL) is False
    assert registry.told == []


async def test_a_new_zone_tells_nothing(zones: Zones, registry: MemoryRegistry) -> None:
    assert await zones.put(OWNER, replace(HALL, id="yard")) is True
    assert registry.told == []


async def test_a_meeting_room_is_private_for_ever_also_for_its_owner(zones: Zones) -> None:
    with pytest.raises(Invalid, match="private for ever"):
        await zones.put(OWNER, replace(OFFICE, private=False))
    with pytest.raises(Invalid, match="private for ever"):
        await zones.put(OWNER, replace(HALL, id="new", kind="Commissioners-Room"))
    with pytest.raises(Invalid, match="private for ever"):
        await zones.put(OWNER, replace(HALL, kind="meeting_room"))


@pytest.mark.parametrize("person", [OTHER_OWNER, VENDOR, OPERATOR, AUDITOR])
async def test_nobody_but_the_owner_changes_the_flag(
    zones: Zones, registry: MemoryRegistry, person: Caller
) -> None:
    with pytest.raises(Forbidden):
        await zones.put(person, replace(HALL, private=True))
    with pytest.raises(Forbidden):
        await zones.remove(person, "hall")
    assert (await zones.get(OWNER, "hall")).private is False
    assert registry.told == []


async def test_a_zone_is_not_taken_by_naming_a_site_of_ones_own(zones: Zones) -> None:
    with pytest.raises(Forbidden):
        await zones.put(OTHER_OWNER, replace(OFFICE, site="halte"))


async def test_a_zone_of_no_site_is_refused(zones: Zones) -> None:
    with pytest.raises(Invalid, match="PUT /v1/sites/nowhere first"):
        await zones.put(OWNER, replace(HALL, site="nowhere"))


async def test_a_zone_with_cameras_stays(zones: Zones) -> None:
    with pytest.raises(Conflict) as refused:
        await zones.remove(OWNER, "hall")
    assert refused.value.extra["in_use"] == {"cameras": 1}
    with pytest.raises(NotFound):
        await zones.remove(OWNER, "nowhere")


async def test_owners_see_their_zones_and_vendors_all(zones: Zones) -> None:
    assert [zone.id for zone in (await zones.page(VENDOR, Window(10))).items] == ["hall", "office"]
    assert (await zones.page(OTHER_OWNER, Window(10))).items == []
    with pytest.raises(Forbidden):
        await zones.get(OTHER_OWNER, "hall")
