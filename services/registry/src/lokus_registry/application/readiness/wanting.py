"""What is wanting at many sites: totals by area and a page of sites, or all of them some at a time."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_registry.application.collection import Page
from lokus_registry.application.ports import Window
from lokus_registry.application.readiness.looking import SiteReadiness, look, looking
from lokus_registry.application.readiness.ports import BeginReadiness, ReadinessRegisters
from lokus_registry.domain.area import AreaLevel
from lokus_registry.domain.policy.survey import Outlook
from lokus_registry.domain.readiness.wanted import AreaReadiness, Wanted

_AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class ReadinessReport:
    """How many items stand how in each area, and sites with the items that are wanted, as of `at`."""

    at: datetime
    totals: Sequence[AreaReadiness]
    sites: Sequence[SiteReadiness]
    next: str | None


class WantingSurvey:
    """The calls on the readiness of many sites."""

    def __init__(self, begin: BeginReadiness, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def page(self, caller: Caller, wanted: Wanted, by: AreaLevel, window: Window) -> ReadinessReport:
        """Totals by area, and some of the sites of which an item is wanted."""
        now = self._clock.now()
        async with self._begin(caller.tenant) as registers:
            outlook = await looking(caller, registers)
            totals = await registers.wanting.totals(outlook, wanted, by, now)
            page = await _some(registers, outlook, wanted, window, now)
        return ReadinessReport(now, totals, page.items, page.next)

    async def outlook(self, caller: Caller) -> Outlook:
        """Whose readiness the caller may know; Forbidden to those who may know none."""
        async with self._begin(caller.tenant) as registers:
            return await looking(caller, registers)

    async def every(
        self, tenant: str, outlook: Outlook, wanted: Wanted
    ) -> AsyncIterator[Sequence[SiteReadiness]]:
        """All sites of which an item is wanted, each part read in a transaction of its own."""
        now = self._clock.now()
        after: str | None = ""
        while after is not None:
            async with self._begin(tenant) as registers:
                page = await _some(registers, outlook, wanted, Window(_AT_A_TIME, after), now)
            yield page.items
            after = page.next


async def _some(
    registers: ReadinessRegisters, outlook: Outlook, wanted: Wanted, window: Window, now: datetime
) -> Page[SiteReadiness]:
    one_more = Window(window.limit + 1, window.after)
    keys = await registers.wanting.sites(outlook, wanted, one_more, now)
    shown = keys[: window.limit]
    sites = await registers.sites_by_id.find_many(shown)
    found = await look(registers, [sites[key] for key in shown if key in sites], now)
    narrowed = [replace(each, items=wanted.of(each.items)) for each in found]
    return Page([each for each in narrowed if each.items], shown[-1] if len(keys) > window.limit else None)
