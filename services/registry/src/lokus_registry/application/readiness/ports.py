"""What the use cases of readiness want of the outside, bound to one transaction of one tenant."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from lokus_proto.v1.camera import SiteKind
from lokus_registry.application.ports import Announcer, FileStore, Register
from lokus_registry.domain.organisation import Organisation
from lokus_registry.domain.place import Site
from lokus_registry.domain.readiness.finding import Finding, ZoneSight
from lokus_registry.domain.readiness.standard import Standard


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

    async def add(self, finding: Finding) -> None:
        """Keep it, beside all earlier ones."""
        ...


class ZoneSights(Protocol):
    """What cameras see."""

    async def of(self, sites: Collection[str]) -> Mapping[str, Sequence[ZoneSight]]:
        """The zones of these sites, by site, in the order of ids."""
        ...


@dataclass(frozen=True, slots=True)
class ReadinessRegisters:
    """What one transaction about readiness works on."""

    organisations: Register[Organisation]
    standards: Register[Standard]
    sites: Register[Site]
    applied: AppliedStandards
    findings: FindingLog
    zones: ZoneSights
    files: FileStore
    announcer: Announcer


BeginReadiness = Callable[[str], AbstractAsyncContextManager[ReadinessRegisters]]
