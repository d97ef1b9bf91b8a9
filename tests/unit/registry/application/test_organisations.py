from dataclasses import replace

import pytest

from lokus_kit.errors import Conflict, Forbidden, Invalid, NotFound
from lokus_registry.application.organisations import Organisations
from lokus_registry.application.ports import Window
from unit.registry.cast import DISHUB, KPU, NUSANTARA, OPERATOR, OWNER, POLICE, caller
from unit.registry.memory_registers import MemoryRegistry


@pytest.fixture
def organisations(registry: MemoryRegistry) -> Organisations:
    return Organisations(registry.begin)


async def test_the_operator_creates_renames_and_removes(organisations: Organisations) -> None:
    polda = replace(KPU, id="polda")
    assert await organisations.put(OPERATOR, polda) is True
    assert await organisations.put(OPERATOR, replace(polda, name="Polda")) is False
    assert (await organisations.get(OWNER, "polda")).name == "Polda"
    await organisations.remove(OPERATOR, "polda")
    with pytest.raises(NotFound):
        await organisations.get(OWNER, "polda")


async def test_others_are_stopped_before_anything_is_read(
    organisations: Organisations, registry: MemoryRegistry
) -> None:
    begun = registry.begun
    with pytest.raises(Forbidden):
        await organisations.put(OWNER, KPU)
    with pytest.raises(Forbidden):
        await organisations.remove(OWNER, "kpu")
    with pytest.raises(Forbidden):
        await organisations.page(caller("kpu"), Window(10))
    assert registry.begun == begun


async def test_an_organisation_with_sites_stays(organisations: Organisations) -> None:
    with pytest.raises(Conflict, match="1 sites"):
        await organisations.remove(OPERATOR, "kpu")


async def test_everybody_who_has_a_part_reads_them(organisations: Organisations) -> None:
    assert len((await organisations.page(POLICE, Window(10))).items) == 3


async def test_a_hierarchy_is_no_circle(organisations: Organisations) -> None:
    await organisations.put(OPERATOR, replace(DISHUB, parent="kpu"))
    await organisations.put(OPERATOR, replace(NUSANTARA, parent="dishub"))
    for parent in ("kpu", "dishub", "nusantara"):
        with pytest.raises(Invalid, match="circle"):
            await organisations.put(OPERATOR, replace(KPU, parent=parent))
    with pytest.raises(Conflict, match="1 organisations"):
        await organisations.remove(OPERATOR, "dishub")


async def test_parent_and_jurisdiction_are_there_before(organisations: Organisations) -> None:
    with pytest.raises(Invalid, match="PUT /v1/organisations/nobody first"):
        await organisations.put(OPERATOR, replace(KPU, parent="nobody"))
    with pytest.raises(Invalid, match="PUT /v1/areas/32 first"):
        await organisations.put(OPERATOR, replace(KPU, jurisdiction=("31", "32")))
