from dataclasses import replace

from lokus_registry.application.jurisdiction import jurisdiction
from unit.registry.cast import KPU, OTHER_OWNER, OWNER, POLICE
from unit.registry.memory_registers import MemoryRegistry


async def test_an_organisation_answers_for_its_own_areas_and_no_others(registry: MemoryRegistry) -> None:
    async with registry.begin("jakarta") as registers:
        await registers.organisations.put(replace(KPU, jurisdiction=("31",)), new=False)
        assert await jurisdiction(registers.organisations, OWNER) == ("31",)
        assert await jurisdiction(registers.organisations, OTHER_OWNER) == ()
        assert await jurisdiction(registers.organisations, POLICE) == ()
