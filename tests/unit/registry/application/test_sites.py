from dataclasses import replace
from datetime import date

import pytest
from cryptography.fernet import Fernet

from lokus_kit.errors import Conflict, Forbidden, Invalid, NotFound
from lokus_proto.v1.camera import CameraRecord, SiteKind
from lokus_registry.adapters.safe import FernetSafe
from lokus_registry.application.cameras import Cameras
from lokus_registry.application.ports import Window
from lokus_registry.application.sites import Sites
from lokus_registry.domain.area import Area, AreaLevel
from lokus_registry.domain.camera import Kept
from lokus_registry.domain.file import MediaType, new_file
from lokus_registry.domain.person import Person
from lokus_registry.domain.place import NoticeSign, SiteVariant
from support.clock import VirtualClock
from unit.registry.cast import CAMERA, OTHER_OWNER, OTHER_SITE, OWNER, SITE, VENDOR
from unit.registry.memory_registers import MemoryRegistry


@pytest.fixture
async def sites(registry: MemoryRegistry) -> Sites:
    cameras = Cameras(registry.begin, FernetSafe([Fernet.generate_key().decode()]), VirtualClock())
    await cameras.put(VENDOR, CAMERA, Kept.KEPT)
    registry.told.clear()
    return Sites(registry.begin)


POST = replace(SITE, id="posko", kind=SiteKind.COMMAND_POST)
PHOTO = new_file(MediaType.JPEG, b"\xff\xd8\xff the sign at the gate")
SIGN = NoticeSign(True, date(2026, 2, 13), "siti", PHOTO.id)


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


async def test_a_command_post_is_another_site_of_that_kind(sites: Sites) -> None:
    await sites.put(OWNER, POST)
    for post in ("posko", "tps-1"):
        with pytest.raises(Invalid, match="another site of kind command_post"):
            await sites.put(OWNER, replace(POST, command_post=post))
    with pytest.raises(Invalid, match="PUT /v1/sites/nowhere first"):
        await sites.put(OWNER, replace(SITE, command_post="nowhere"))
    await sites.put(OWNER, replace(SITE, command_post="posko"))
    assert (await sites.get(OWNER, "tps-1")).command_post == "posko"


async def test_a_command_post_stays_one_while_it_watches(sites: Sites) -> None:
    await sites.put(OWNER, POST)
    await sites.put(OWNER, replace(SITE, command_post="posko"))
    with pytest.raises(Conflict, match="tps-1"):
        await sites.put(OWNER, replace(POST, kind=SiteKind.OFFICE))
    with pytest.raises(Conflict) as refused:
        await sites.remove(OWNER, "posko")
    assert refused.value.extra["in_use"] == {"sites": 1}
    await sites.put(OWNER, SITE)
    await sites.put(OWNER, replace(POST, kind=SiteKind.OFFICE))


async def test_a_site_stays_what_and_where_it_is_while_people_vote_there(
    sites: Sites, registry: MemoryRegistry
) -> None:
    async with registry.begin(OWNER.tenant) as registers:
        await registers.areas.put(Area("31.71", "Jakarta Pusat", AreaLevel.REGENCY, "31"), new=True)
    registry.vote_at(OWNER.tenant, "tps-1", "pemilu/a")
    with pytest.raises(Conflict, match="kind: polling station pemilu/a votes at tps-1"):
        await sites.put(OWNER, replace(SITE, kind=SiteKind.OFFICE))
    with pytest.raises(Conflict, match="area: polling station pemilu/a votes at tps-1"):
        await sites.put(OWNER, replace(SITE, area="31.71"))
    await sites.put(OWNER, replace(SITE, name="Another name"))


async def test_a_variant_of_another_kind_is_refused(sites: Sites) -> None:
    with pytest.raises(Invalid, match="must be left out"):
        await sites.put(OWNER, replace(SITE, variant=SiteVariant.KPU))


async def test_contact_and_checker_are_people_that_there_are(sites: Sites) -> None:
    with pytest.raises(Invalid, match=r"contact: .* PUT /v1/people/siti first"):
        await sites.put(OWNER, replace(SITE, contact="siti"))
    with pytest.raises(Invalid, match=r"checked_by: .* PUT /v1/people/siti first"):
        await sites.put(OWNER, replace(SITE, notice_sign=SIGN))


async def test_a_photo_is_one_that_the_owner_has_put_and_the_sites_readers_read(
    sites: Sites, registry: MemoryRegistry
) -> None:
    async with registry.begin("jakarta") as registers:
        await registers.people.put(Person("siti", "Siti", "kpu", "Staf"), new=True)
    registry.put_file("jakarta", "dishub", PHOTO)
    signed = replace(SITE, notice_sign=SIGN)
    with pytest.raises(Invalid, match="POST /v1/files first"):
        await sites.put(OWNER, signed)
    registry.put_file("jakarta", "kpu", PHOTO)
    await sites.put(OWNER, signed)
    assert await sites.photo(VENDOR, "tps-1", PHOTO.id) == PHOTO
    with pytest.raises(Forbidden):
        await sites.photo(OTHER_OWNER, "tps-1", PHOTO.id)
    with pytest.raises(NotFound):
        await sites.photo(OWNER, "tps-1", "0" * 64)
