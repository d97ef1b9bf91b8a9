from lokus_registry.application import collection
from lokus_registry.application.ports import Window
from lokus_registry.domain.policy.scope import Scope
from unit.registry.memory_registers import MemoryRegistry


async def test_pages_join_without_gap_or_overlap(registry: MemoryRegistry) -> None:
    seen: list[str] = []
    async with registry.begin("jakarta") as registers:
        after: str | None = ""
        while after is not None:
            window = Window(2, after)
            page = await collection.page(registers.organisations, window, Scope(everything=True))
            seen += [organisation.id for organisation in page.items]
            after = page.next
    assert seen == ["dishub", "kpu", "nusantara"]


async def test_an_empty_collection_is_one_empty_page(registry: MemoryRegistry) -> None:
    async with registry.begin("bandung") as registers:
        page = await collection.page(registers.organisations, Window(2), Scope(everything=True))
    assert (page.items, page.next) == ([], None)
