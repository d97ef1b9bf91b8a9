"""The survey of coverage: computed when asked, from what cameras deliver now, never from a tick."""

from collections.abc import Sequence

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_registry.application.collection import page_of
from lokus_registry.application.coverage.ports import BeginSurvey
from lokus_registry.application.map.looking import looking
from lokus_registry.application.ports import Window
from lokus_registry.domain.area import AreaLevel
from lokus_registry.domain.coverage import SiteCoverage, Survey, SurveyFilter
from lokus_registry.domain.policy.survey import may_survey


class CoverageSurvey:
    """The calls on the survey."""

    def __init__(self, begin: BeginSurvey, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def page(self, caller: Caller, wanted: SurveyFilter, by: AreaLevel, window: Window) -> Survey:
        """Totals by area, and some of the sites."""
        may_survey(caller)
        async with self._begin(caller.tenant) as registers:
            scope = await looking(caller, registers.organisations)
            totals = await registers.sites.totals(scope, wanted, by)
            one_more = Window(window.limit + 1, window.after)
            page = page_of(await registers.sites.some(scope, wanted, one_more), window.limit)
        return Survey(self._clock.now(), totals, page.items, page.next)

    async def export(self, caller: Caller, wanted: SurveyFilter) -> Sequence[SiteCoverage]:
        """All of the sites."""
        may_survey(caller)
        async with self._begin(caller.tenant) as registers:
            return await registers.sites.every(await looking(caller, registers.organisations), wanted)
