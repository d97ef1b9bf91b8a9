from dataclasses import replace

import pytest

from lokus_kit.errors import Conflict, Forbidden, NotFound
from lokus_registry.application.organisations import Organisations
from lokus_registry.application.ports import Window
from unit.registry.cast import KPU, OPERATOR, OWNER, POLICE
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
        await organisations.page(POLICE, Window(10))
    assert registry.begun == begun


async def test_an_organisation_with_sites_stays(organisations: Organisations) -> None:
    with pytest.raises(Conflict, match="1 sites"):
        await organisations.remove(OPERATOR, "kpu")
