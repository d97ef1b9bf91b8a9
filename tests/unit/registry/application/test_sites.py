from dataclasses import replace

import pytest
from cryptography.fernet import Fernet

from lokus_kit.errors import Conflict, Forbidden, Invalid, NotFound
from lokus_proto.v1.camera import CameraRecord
from lokus_registry.adapters.safe import FernetSafe
from lokus_registry.application.cameras import Cameras
from lokus_registry.application.ports import Window
from lokus_registry.application.sites import Sites
from lokus_registry.domain.camera import Kept
from support.clock import VirtualClock
from unit.registry.cast import CAMERA, OTHER_OWNER, OTHER_SITE, OWNER, SITE, VENDOR
from unit.registry.memory_registers import MemoryRegistry


@pytest.fixture
async def sites(registry: MemoryRegistry) -> Sites:
    cameras = Cameras(registry.begin, FernetSafe([Fernet.generate_key().decode()]), VirtualClock())
    await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    registry.told.clear()
    return Sites(registry.begin)


async def test_a_change_that_records_show_is_told(sites: Sites, registry: MemoryRegistry) -> None:
    await sites.put(OWNER, replace(SITE, name="New name"))
    [record] = registry.told
    assert isinstance(record, CameraRecord)
    assert (record.version, record.site.name) == (2, "New name")


async def test_a_change_that_records_do_not_show_is_not_told(sites: Sites, registry: MemoryRegistry) -> None:
    await sites.put(OWNER, replace(SITE, address="Jl. Besuki", latitude=-6.2, longitude=106.8))
    assert (await sites.get(OWNER, "tps-1")).address == "Jl. Besuki"
    assert registry.told == []


async def test_a_site_is_neither_taken_nor_given_away(sites: Sites) -> None:
    with pytest.raises(Forbidden):
        await sites.put(OTHER_OWNER, replace(SITE, owner="dishub"))
    with pytest.raises(Forbidden):
        await sites.put(OWNER, replace(SITE, owner="dishub"))
    with pytest.raises(Forbidden):
        await sites.remove(OTHER_OWNER, "tps-1")


async def test_an_unknown_area_or_half_a_position_is_refused(sites: Sites) -> None:
    with pytest.raises(Invalid, match="PUT /v1/areas/32 first"):
        await sites.put(OWNER, replace(SITE, area="32"))
    with pytest.raises(Invalid, match="both or neither"):
        await sites.put(OWNER, replace(SITE, latitude=1.0))


async def test_a_site_goes_once_it_has_no_zones(sites: Sites) -> None:
    with pytest.raises(Conflict) as refused:
        await sites.remove(OWNER, "tps-1")
    assert refused.value.extra["in_use"] == {"zones": 2}
    await sites.remove(OTHER_OWNER, OTHER_SITE.id)
    with pytest.raises(NotFound):
        await sites.get(OTHER_OWNER, OTHER_SITE.id)


async def test_owners_see_their_sites_and_vendors_all(sites: Sites) -> None:
    assert [site.id for site in (await sites.page(OWNER, Window(10))).items] == ["tps-1"]
    assert [site.id for site in (await sites.page(VENDOR, Window(10))).items] == ["halte", "tps-1"]
