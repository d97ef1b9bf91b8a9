"""What the survey of coverage asks of the outside."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from lokus_registry.application.ports import Register, Window
from lokus_registry.domain.area import AreaLevel
from lokus_registry.domain.coverage import AreaCoverage, SiteCoverage, SurveyFilter
from lokus_registry.domain.organisation import Organisation
from lokus_registry.domain.policy.survey import Outlook


class CoveredSites(Protocol):
    """The sites of one tenant with what their cameras do."""

    async def totals(self, outlook: Outlook, wanted: SurveyFilter, by: AreaLevel) -> Sequence[AreaCoverage]:
        """Count the sites for each area of the level, whatever their state, in the order of codes."""
        ...

    async def some(self, outlook: Outlook, wanted: SurveyFilter, window: Window) -> Sequence[SiteCoverage]:
        """A part of the sites."""
        ...

    async def every(self, outlook: Outlook, wanted: SurveyFilter) -> Sequence[SiteCoverage]:
        """All of the sites, in the order of areas and ids."""
        ...


@dataclass(frozen=True, slots=True)
class SurveyRegisters:
    """What a survey reads."""

    sites: CoveredSites
    organisations: Register[Organisation]


BeginSurvey = Callable[[str], AbstractAsyncContextManager[SurveyRegisters]]
"""Open a transaction of the tenant that reads a survey."""
