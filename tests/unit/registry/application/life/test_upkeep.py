"""What registering, changing and removing a camera does to its life."""

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet

from lokus_proto.v1.camera import SiteKind
from lokus_registry.adapters.safe import FernetSafe
from lokus_registry.application.cameras import Cameras
from lokus_registry.domain.camera import Camera, Kept
from lokus_registry.domain.life.life import Life, LifeChange
from lokus_registry.domain.life.state import LifeState
from lokus_registry.domain.organisation import Organisation, OrganisationKind
from lokus_registry.domain.place import Site, Zone
from support.clock import VirtualClock
from unit.registry.cast import CAMERA, OWNER, STREAM, VENDOR
from unit.registry.memory_registers import MemoryRegistry

MOVED_STREAM = replace(CAMERA, streams=(replace(STREAM, url="rtsp://192.0.2.99/1"),))


@pytest.fixture
def cameras(registry: MemoryRegistry) -> Cameras:
    return Cameras(registry.begin, FernetSafe([Fernet.generate_key().decode()]), VirtualClock())


async def _life(registry: MemoryRegistry, key: str = "c1") -> Life:
    async with registry.begin("jakarta") as registers:
        return await registers.lives.get(key)


async def _make(registry: MemoryRegistry, state: LifeState) -> None:
    async with registry.begin("jakarta") as registers:
        await registers.lives.put(replace(await registers.lives.get("c1"), state=state))


async def _told(registry: MemoryRegistry) -> list[LifeChange]:
    return registry.life_changes("jakarta")


async def _partner_zone(registry: MemoryRegistry) -> None:
    async with registry.begin("jakarta") as registers:
        await registers.organisations.put(Organisation("plaza", "Plaza", OrganisationKind.PARTNER), new=True)
        await registers.sites.put(Site("mall", "Mall", SiteKind.PUBLIC_PLACE, "plaza", "31"), new=True)
        await registers.zones.put(Zone("gate", "Gate", "gate", "mall", private=False), new=True)


async def test_a_new_camera_begins_its_life_registered_and_pulled(
    cameras: Cameras, registry: MemoryRegistry
) -> None:
    found, _ = await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    life = await _life(registry)
    assert (found.life, life.state, life.by) == ("registered", "registered", VENDOR.subject)
    assert life.is_pulled
    assert [(change.before, change.verb) for change in await _told(registry)] == [(None, "register")]


async def test_the_same_again_leaves_its_life_alone(cameras: Cameras, registry: MemoryRegistry) -> None:
    await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    await _make(registry, LifeState.IN_SERVICE)
    found, _ = await cameras.put(VENDOR, replace(CAMERA, name="New name"), Kept.KEPT)
    assert found.life == "in_service"
    assert len(await _told(registry)) == 1


@pytest.mark.parametrize(
    ("other", "why"), [(MOVED_STREAM, "streams changed"), (replace(CAMERA, zone="office"), "zone changed")]
)
async def test_other_streams_or_another_zone_start_its_life_over(
    cameras: Cameras, registry: MemoryRegistry, other: Camera, why: str
) -> None:
    await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    await _make(registry, LifeState.IN_SERVICE)
    found, _ = await cameras.put(VENDOR, other, Kept.KEPT)
    assert found.life == "registered"
    last = (await _told(registry))[-1]
    assert (last.before, last.state, last.verb, last.reason) == ("in_service", "registered", "change", why)


async def test_a_retired_camera_stays_retired(cameras: Cameras, registry: MemoryRegistry) -> None:
    await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    await _make(registry, LifeState.RETIRED)
    found, _ = await cameras.put(VENDOR, MOVED_STREAM, Kept.KEPT)
    assert found.life == "retired"


async def test_a_camera_at_a_partners_site_waits_for_consent(
    cameras: Cameras, registry: MemoryRegistry
) -> None:
    await _partner_zone(registry)
    await cameras.put(VENDOR, replace(CAMERA, id="c2", zone="gate"), Kept.KEPT)
    assert not (await _life(registry, "c2")).consented
    await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    assert (await _life(registry)).consented
    await cameras.put(VENDOR, replace(CAMERA, zone="gate"), Kept.KEPT)
    assert not (await _life(registry)).consented


async def test_the_history_outlives_the_camera(cameras: Cameras, registry: MemoryRegistry) -> None:
    await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    await cameras.remove(OWNER, "c1")
    await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    told = [(change.verb, change.state, change.by) for change in await _told(registry)]
    assert told == [
        ("register", "registered", VENDOR.subject),
        ("remove", "retired", OWNER.subject),
        ("register", "registered", VENDOR.subject),
    ]
