"""Intervals: stretches of time in which a camera did one thing, each within one month of Asia/Jakarta."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from lokus_registry.domain.delivery.measure import Measure

JAKARTA: Final = timezone(timedelta(hours=7), "WIB")
"""Western Indonesian time, which has no summer time."""

Stretch = tuple[datetime, datetime]
"""From, and until, which it does not hold."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A camera did this, as that reporter measured."""

    camera: str
    started_at: datetime
    ended_at: datetime
    measure: Measure
    reporter: str


def month_start(moment: datetime) -> datetime:
    """When the month of a moment began."""
    local = moment.astimezone(JAKARTA)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def next_month(moment: datetime) -> datetime:
    """When the month after that of a moment begins."""
    return month_start(month_start(moment) + timedelta(days=32))


def by_month(stretch: Stretch) -> Iterator[Stretch]:
    """Cut a stretch where months end."""
    start, end = stretch
    while start < end:
        cut = min(end, next_month(start))
        yield start, cut
        start = cut


def less(stretch: Stretch, taken: Iterable[Stretch]) -> Iterator[Stretch]:
    """What is left of a stretch when others are taken from it."""
    start, end = stretch
    for taken_start, taken_end in sorted(taken):
        if taken_end <= start or taken_start >= end:
            continue
        if taken_start > start:
            yield start, taken_start
        start = max(start, taken_end)
    if start < end:
        yield start, end


def joined(intervals: Sequence[Interval]) -> list[Interval]:
    """The same, with neighbours that say the same made one, within a month."""
    found: list[Interval] = []
    for each in intervals:
        last = found[-1] if found else None
        if last is not None and _goes_on(last, each):
            found[-1] = replace(last, ended_at=each.ended_at)
        else:
            found.append(each)
    return found


def _goes_on(one: Interval, other: Interval) -> bool:
    return (
        one.ended_at == other.started_at
        and one.reporter == other.reporter
        and one.measure.says_as(other.measure)
        and month_start(one.started_at) == month_start(other.started_at)
    )
