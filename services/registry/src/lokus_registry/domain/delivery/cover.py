"""A period of one camera, covered without a gap: what was measured, and `unknown` where nothing was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lokus_kit.errors import Invalid
from lokus_registry.domain.delivery.interval import Interval, Stretch
from lokus_registry.domain.delivery.measure import Measure
from lokus_registry.domain.delivery.state import DeliveryState

LONGEST_DAYS: Final = 366
_UNKNOWN: Final = Measure(DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Covered:
    """A stretch; without a `reporter` nobody measured it."""

    started_at: datetime
    ended_at: datetime
    measure: Measure
    reporter: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """What a camera is now, and since when."""

    measure: Measure
    since: datetime | None = None


NEVER_HEARD_OF: Final = Status(_UNKNOWN)


def cover(period: Stretch, intervals: Sequence[Interval]) -> Iterator[Covered]:
    """Intervals in order and without overlap, cut to the period and filled up."""
    at, end = period
    for each in intervals:
        begun, ended = max(each.started_at, at), min(each.ended_at, end)
        if begun >= ended:
            continue
        if begun > at:
            yield Covered(at, begun, _UNKNOWN)
        yield Covered(begun, ended, each.measure, each.reporter)
        at = ended
    if at < end:
        yield Covered(at, end, _UNKNOWN)


def check_period(start: datetime, end: datetime) -> None:
    """Invalid unless it goes forward, and for no longer than a year."""
    if start >= end:
        raise Invalid(f"from: {start.isoformat()} is not before `to`, {end.isoformat()}", reason="period")
    if (end - start).days >= LONGEST_DAYS:
        raise Invalid(f"to: ask for less than {LONGEST_DAYS} days at a time", reason="period")
