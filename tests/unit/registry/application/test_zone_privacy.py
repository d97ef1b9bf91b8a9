from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.errors import Forbidden, NotFound
from lokus_registry.application.zone_privacy import ZonePrivacy
from lokus_registry.application.zones import Zones
from support.clock import VirtualClock
from unit.registry.application.conftest import filled_registry
from unit.registry.cast import AUDITOR, HALL, OTHER_OWNER, OWNER, VENDOR
from unit.registry.memory_registers import MemoryRegistry

YARD = replace(HALL, id="yard")


@pytest.fixture
def privacy(registry: MemoryRegistry) -> ZonePrivacy:
    return ZonePrivacy(registry.begin)


@pytest.fixture
def zones(registry: MemoryRegistry) -> Zones:
    return Zones(registry.begin, VirtualClock())


async def test_each_change_is_kept_with_who_when_and_why(zones: Zones, privacy: ZonePrivacy) -> None:
    await zones.put(OWNER, YARD)
    await zones.put(OWNER, replace(YARD, private=True), reason="ballots arrive")
    [opened, closed] = (await privacy.page(OWNER, "yard", 10, 0)).items
    assert (opened.number, opened.private, opened.reason) == (1, False, None)
    assert (closed.number, closed.private, closed.reason) == (2, True, "ballots arrive")
    assert (closed.by, closed.organisation, closed.at) == ("somebody@kpu", "kpu", VirtualClock().now())


async def test_what_leaves_privacy_alone_is_no_change(zones: Zones, privacy: ZonePrivacy) -> None:
    await zones.put(OWNER, replace(YARD, private=True), reason="new")
    await zones.put(OWNER, replace(YARD, private=True, name="Yard"), reason="renamed")
    assert (await privacy.page(OWNER, "yard", 10, 0)).items == []


async def test_pages_go_on_behind_a_number(zones: Zones, privacy: ZonePrivacy) -> None:
    for private in (False, True, False):
        await zones.put(OWNER, replace(YARD, private=private))
    first = await privacy.page(OWNER, "yard", 2, 0)
    assert ([change.number for change in first.items], first.next) == ([1, 2], "2")
    last = await privacy.page(OWNER, "yard", 2, 2)
    assert ([change.number for change in last.items], last.next) == ([3], None)


async def test_the_history_is_the_owners_and_the_auditors(zones: Zones, privacy: ZonePrivacy) -> None:
    await zones.put(OWNER, YARD)
    assert len((await privacy.page(AUDITOR, "yard", 10, 0)).items) == 1
    for person in (VENDOR, OTHER_OWNER):
        with pytest.raises(Forbidden):
            await privacy.page(person, "yard", 10, 0)


async def test_the_history_outlives_the_zone_and_is_no_heirs(zones: Zones, privacy: ZonePrivacy) -> None:
    await zones.put(OWNER, YARD)
    await zones.remove(OWNER, "yard")
    assert len((await privacy.page(OWNER, "yard", 10, 0)).items) == 1
    with pytest.raises(NotFound):
        await privacy.page(OTHER_OWNER, "yard", 10, 0)
    await zones.put(OTHER_OWNER, replace(YARD, site="halte"))
    assert [change.number for change in (await privacy.page(OTHER_OWNER, "yard", 10, 0)).items] == [2]
    assert len((await privacy.page(AUDITOR, "yard", 10, 0)).items) == 2


async def test_a_zone_that_never_was_has_no_history(privacy: ZonePrivacy) -> None:
    with pytest.raises(NotFound):
        await privacy.page(AUDITOR, "nowhere", 10, 0)


@given(st.lists(st.booleans(), min_size=1, max_size=20))
async def test_the_history_tells_what_the_zone_is_and_never_the_same_twice(writes: list[bool]) -> None:
    registry = await filled_registry()
    for private in writes:
        await Zones(registry.begin, VirtualClock()).put(OWNER, replace(YARD, private=private))
    changes = (await ZonePrivacy(registry.begin).page(OWNER, "yard", 100, 0)).items
    told = [True, *(change.private for change in changes)]
    assert told[-1] == writes[-1]
    assert all(one != other for one, other in pairwise(told))
