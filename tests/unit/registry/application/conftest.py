"""A registry in memory that knows two owners, a vendor, two sites and two zones."""

import pytest

from lokus_registry.application.ports import Begin
from unit.registry import cast
from unit.registry.memory_registers import MemoryRegistry


async def _fill(begin: Begin) -> None:
    async with begin("jakarta") as registers:
        for organisation in (cast.KPU, cast.DISHUB, cast.NUSANTARA):
            await registers.organisations.put(organisation, new=True)
        await registers.areas.put(cast.PROVINCE, new=True)
        for site in (cast.SITE, cast.OTHER_SITE):
            await registers.sites.put(site, new=True)
        for zone in (cast.HALL, cast.OFFICE):
            await registers.zones.put(zone, new=True)


async def filled_registry() -> MemoryRegistry:
    """Such a registry, for a test that needs many."""
    memory = MemoryRegistry()
    await _fill(memory.begin)
    return memory


@pytest.fixture
async def registry() -> MemoryRegistry:
    return await filled_registry()
