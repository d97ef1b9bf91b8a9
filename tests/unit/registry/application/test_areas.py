import pytest

from lokus_kit.errors import Conflict, Forbidden, Invalid
from lokus_registry.application.areas import Areas
from lokus_registry.domain.area import Area, AreaLevel
from unit.registry.cast import OPERATOR, OWNER
from unit.registry.memory_registers import MemoryRegistry

_REGENCY = Area("31.71", "Jakarta Pusat", AreaLevel.REGENCY, "31")


@pytest.fixture
def areas(registry: MemoryRegistry) -> Areas:
    return Areas(registry.begin)


async def test_areas_come_the_widest_first(areas: Areas) -> None:
    with pytest.raises(Invalid, match=r"PUT /v1/areas/31\.71 first"):
        await areas.put(OPERATOR, Area("31.71.01", "Gambir", AreaLevel.DISTRICT, "31.71"))
    assert await areas.put(OPERATOR, _REGENCY) is True
    assert await areas.put(OPERATOR, _REGENCY) is False
    assert await areas.get(OWNER, "31.71") == _REGENCY


async def test_an_area_that_holds_others_stays(areas: Areas) -> None:
    await areas.put(OPERATOR, _REGENCY)
    with pytest.raises(Conflict, match="1 areas and 2 sites"):
        await areas.remove(OPERATOR, "31")
    await areas.remove(OPERATOR, "31.71")


async def test_only_the_operator_writes(areas: Areas) -> None:
    with pytest.raises(Forbidden):
        await areas.put(OWNER, _REGENCY)
    assert (await areas.get(OWNER, "31")).name == "Jakarta"
