"""What the use cases of readiness want of the outside, bound to one transaction of one tenant."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lokus_proto.v1.camera import SiteKind
from lokus_registry.application.ports import Announcer, FileStore, Register, Window
from lokus_registry.domain.area import AreaLevel
from lokus_registry.domain.organisation import Organisation
from lokus_registry.domain.place import Site
from lokus_registry.domain.policy.survey import Outlook
from lokus_registry.domain.readiness.finding import Finding, NumberedFinding, ZoneSight
from lokus_registry.domain.readiness.standard import Standard
from lokus_registry.domain.readiness.wanted import AreaReadiness, Wanted


class AppliedStandards(Protocol):
    """Which standards are asked of whom."""

    async def of(self, owners: Collection[str]) -> Mapping[tuple[str, SiteKind], Sequence[Standard]]:
        """The standards of these owners of sites and of those above them, by owner and kind of site."""
        ...


class FindingLog(Protocol):
    """What was found at sites."""

    async def newest(self, sites: Collection[str]) -> Mapping[str, Mapping[str, Finding]]:
        """The newest finding of each item at these sites, by site and item."""
        ...

    async def history(
        self, site: str, item: str, behind: int | None, limit: int
    ) -> Sequence[NumberedFinding]:
        """Those of an item at a site numbered below `behind` (None: all), the last recorded first."""
        ...

    async def add(self, finding: Finding) -> None:
        """Keep it, beside all earlier ones."""
        ...


class ZoneSights(Protocol):
    """What cameras see."""

    async def of(self, sites: Collection[str]) -> Mapping[str, Sequence[ZoneSight]]:
        """The zones of these sites, by site, in the order of ids."""
        ...


class SitesById(Protocol):
    """Sites, many at once."""

    async def find_many(self, keys: Collection[str]) -> Mapping[str, Site]:
        """Those of the ids that there are."""
        ...


class Wanting(Protocol):
    """What is wanting at many sites."""

    async def totals(
        self, outlook: Outlook, wanted: Wanted, by: AreaLevel, now: datetime
    ) -> Sequence[AreaReadiness]:
        """The items by state for each area of the level, whatever state is wanted, in the order of codes."""
        ...

    async def sites(self, outlook: Outlook, wanted: Wanted, window: Window, now: datetime) -> Sequence[str]:
        """The ids of a part of the sites of which an item is wanted, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class ReadinessRegisters:
    """What one transaction about readiness works on."""

    organisations: Register[Organisation]
    standards: Register[Standard]
    sites: Register[Site]
    sites_by_id: SitesById
    applied: AppliedStandards
    findings: FindingLog
    zones: ZoneSights
    wanting: Wanting
    files: FileStore
    announcer: Announcer


BeginReadiness = Callable[[str], AbstractAsyncContextManager[ReadinessRegisters]]
