"""How many of what lie in an area: numbers alone, for those who may know no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lokus_kit.errors import Invalid
from lokus_registry.domain.area import AreaLevel, level_of, lineage

Numbers = Mapping[str, int]
"""By word, how many; a word that is not there stands for none."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What lies in an area, itself included."""

    area: str
    name: str
    areas: Numbers
    """By level."""
    polling_stations: Numbers | None
    """`all`, `special`, `supervised`, `vulnerable` and each class; None where no election was named."""
    sites: Numbers
    """By kind."""
    cameras: Numbers
    """By state."""


@dataclass(frozen=True, slots=True)
class CountsReport:
    """The counts of an area as a whole, and of each area of a level below it, in the order of codes."""

    total: Counts
    parts: Sequence[Counts]


def check_levels(area: str, by: AreaLevel | None) -> None:
    """Invalid unless areas of level `by` lie below the area."""
    if by is not None and tuple(AreaLevel).index(by) < len(lineage(area)):
        raise Invalid(f"by: {area} is a {level_of(area)}, no {by} lies below it", reason="area-level")
