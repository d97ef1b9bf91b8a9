"""The survey of coverage: which sites are seen, by cameras that deliver now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lokus_proto.v1.camera import SiteKind


class Coverage(StrEnum):
    """Whether a site is seen."""

    DELIVERING = "delivering"
    """A camera in service delivers now."""
    NOT_DELIVERING = "not_delivering"
    """It has cameras in service, and none of them delivers."""
    NONE = "none"
    """It has no camera in service."""


def coverage(in_service: int, delivering: int) -> Coverage:
    """The coverage of a site with so many cameras in service, so many of which deliver now."""
    if delivering:
        return Coverage.DELIVERING
    return Coverage.NOT_DELIVERING if in_service else Coverage.NONE


@dataclass(frozen=True, slots=True)
class SurveyFilter:
    """Which sites are surveyed; None: that does not matter. `state` narrows the sites, not the totals."""

    kind: SiteKind | None = None
    area: str | None = None
    election: str | None = None
    """An election whose polling stations vote there."""
    state: Coverage | None = None


@dataclass(frozen=True, slots=True)
class AreaCoverage:
    """How many sites of an area there are in each state."""

    area: str
    name: str
    delivering: int
    not_delivering: int
    none: int

    @property
    def sites(self) -> int:
        """How many there are."""
        return self.delivering + self.not_delivering + self.none


@dataclass(frozen=True, slots=True)
class SiteCoverage:
    """One site of the survey, and how many of its cameras are in service and deliver now."""

    id: str
    name: str
    kind: SiteKind
    owner: str
    area: str
    area_name: str
    cameras: int
    delivering: int

    @property
    def state(self) -> Coverage:
        """Whether it is seen."""
        return coverage(self.cameras, self.delivering)


@dataclass(frozen=True, slots=True)
class Survey:
    """Totals by area, and sites in the order of their ids; `next` is the id to go on behind."""

    at: datetime
    totals: Sequence[AreaCoverage]
    sites: Sequence[SiteCoverage]
    next: str | None
