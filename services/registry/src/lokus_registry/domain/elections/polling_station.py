"""A polling station (TPS): the place of a village's voters in one election.

Its code is unique in the election, its number in its village. It votes at a site of kind `tps` once
one is known. Special ones serve those who cannot come to their own (prisons, flats, hospitals); some
are under special supervision, some were found vulnerable to trouble (*rawan*), with who says so and when.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from lokus_kit.errors import Invalid
from lokus_proto.v1.camera import SiteKind
from lokus_registry.domain.area import AreaLevel, level_of
from lokus_registry.domain.place import Site

LARGEST_NUMBER: Final = 99_999


class VulnerabilityClass(StrEnum):
    """How vulnerable: kurang rawan, rawan, sangat rawan."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """An assessment: its class, why, by whom, when."""

    level: VulnerabilityClass
    reason: str
    source: str
    assessed_on: date


@dataclass(frozen=True, slots=True)
class PollingStation:
    """One polling station; `id` is its code, `supervision` why it is under special supervision."""

    election: str
    id: str
    number: int
    area: str
    site: str | None = None
    special: bool = False
    supervision: str | None = None
    vulnerability: Vulnerability | None = None


@dataclass(frozen=True, slots=True)
class Numbered:
    """What a village knows a polling station by."""

    area: str
    number: int


def check_station(station: PollingStation) -> None:
    """Invalid unless it lies in a village."""
    if level_of(station.area) is not AreaLevel.VILLAGE:
        raise Invalid(
            f"area: a polling station lies in a village; {station.area} is a {level_of(station.area)}",
            reason="area-level",
        )


def check_voting_site(station: PollingStation, site: Site) -> None:
    """Invalid unless people of its village can vote at the site."""
    if site.kind is not SiteKind.TPS:
        raise Invalid(
            f"site: {site.id} is of kind {site.kind}; people vote at one of kind tps", reason="site-kind"
        )
    if site.area != station.area:
        raise Invalid(
            f"site: {site.id} lies in {site.area}, the polling station in {station.area}", reason="site-area"
        )
