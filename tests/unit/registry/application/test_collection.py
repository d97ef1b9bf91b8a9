from dataclasses import replace

import pytest

from lokus_kit.errors import PreconditionFailed
from lokus_proto.v1.records_changed import Change
from lokus_registry.application import collection
from lokus_registry.application.collection import ANYHOW, Precondition, tag
from lokus_registry.application.organisations import Organisations
from lokus_registry.application.ports import Window
from lokus_registry.domain.organisation import Organisation, OrganisationKind
from lokus_registry.domain.policy.scope import Scope
from unit.registry.cast import KPU, OPERATOR
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


def test_the_tag_of_a_thing_changes_with_any_member() -> None:
    assert tag(KPU) == tag(replace(KPU))
    assert tag(KPU) != tag(replace(KPU, name="Another name"))


def test_nothing_taken_for_granted_holds_always() -> None:
    ANYHOW.check("organisation", "kpu", None)
    ANYHOW.check("organisation", "kpu", KPU)


@pytest.mark.parametrize(
    ("precondition", "before", "reason"),
    [
        (Precondition(match=frozenset({"stale"})), KPU, "changed"),
        (Precondition(match=frozenset({"*"})), None, "missing"),
        (Precondition(absent=True), KPU, "exists"),
    ],
)
def test_what_is_not_as_taken_is_refused(
    precondition: Precondition, before: Organisation | None, reason: str
) -> None:
    with pytest.raises(PreconditionFailed) as refused:
        precondition.check("organisation", "kpu", before)
    assert refused.value.reason == reason


def test_one_of_several_tags_or_any_is_enough() -> None:
    Precondition(match=frozenset({"stale", tag(KPU)})).check("organisation", "kpu", KPU)
    Precondition(match=frozenset({"*"})).check("organisation", "kpu", KPU)
    Precondition(absent=True).check("organisation", "kpu", None)


async def test_what_was_written_and_removed_is_told(registry: MemoryRegistry) -> None:
    organisations = Organisations(registry.begin)
    new = Organisation("polda", "Polda", OrganisationKind.POLICE)
    await organisations.put(OPERATOR, new)
    await organisations.put(OPERATOR, new)
    await organisations.remove(OPERATOR, "polda")
    assert registry.changes == [
        ("organisations", Change.WRITTEN, "polda"),
        ("organisations", Change.REMOVED, "polda"),
    ]
