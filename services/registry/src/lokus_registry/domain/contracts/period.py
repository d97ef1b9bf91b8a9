"""Stretches of time as whole milliseconds since 1970-01-01 UTC, half open: the end is not in it.

Sums of such integers are exact, so the parts of a month always add up to the month. Months and days are
those of Jakarta, which keeps one offset all year (WIB, UTC+7).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final, NamedTuple

from lokus_kit.errors import Invalid

JAKARTA: Final = timezone(timedelta(hours=7), "WIB")
MONTH_PATTERN: Final = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


class Span(NamedTuple):
    """From `start_ms` up to `end_ms`."""

    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        """How long it is."""
        return self.end_ms - self.start_ms


def epoch_ms(moment: datetime) -> int:
    """A moment, rounded down to the millisecond."""
    return (moment - _EPOCH) // _MILLISECOND


def moment(milliseconds: int) -> datetime:
    """A moment as people in Jakarta tell it."""
    return (_EPOCH + milliseconds * _MILLISECOND).astimezone(JAKARTA)


def day_start(day: date) -> datetime:
    """The midnight in Jakarta with which a day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=JAKARTA)


def month_of(text: str) -> date:
    """The first day of a month like `2024-02`."""
    return date(int(text[:4]), int(text[5:7]), 1)


def next_month(first: date) -> date:
    """The first day of the month after that of `first`."""
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_span(first: date) -> Span:
    """The month that begins with that day."""
    return days_span(first, next_month(first) - timedelta(days=1))


def months_in(span: Span) -> tuple[date, date]:
    """The first days of the first and the last month that a span touches."""
    last_ms = max(span.start_ms, span.end_ms - 1)
    return moment(span.start_ms).date().replace(day=1), moment(last_ms).date().replace(day=1)


def days_span(first: date, last: date) -> Span:
    """All of the days from the first to the last."""
    return Span(epoch_ms(day_start(first)), epoch_ms(day_start(last + timedelta(days=1))))


def clipped(spans: Iterable[Span], to: Span) -> tuple[Span, ...]:
    """What of the spans lies within one."""
    cut = (Span(max(span.start_ms, to.start_ms), min(span.end_ms, to.end_ms)) for span in spans)
    return tuple(span for span in cut if span.end_ms > span.start_ms)


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time as sorted spans that neither overlap nor touch."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start_ms <= merged[-1].end_ms:
            merged[-1] = Span(merged[-1].start_ms, max(merged[-1].end_ms, span.end_ms))
        elif span.end_ms > span.start_ms:
            merged.append(span)
    return tuple(merged)


def outside(spans: Sequence[Span], of: Span) -> tuple[Span, ...]:
    """What of one span none of some sorted, disjoint spans within it covers."""
    starts = [of.start_ms, *(span.end_ms for span in spans)]
    ends = [*(span.start_ms for span in spans), of.end_ms]
    gaps = (Span(start, end) for start, end in zip(starts, ends, strict=True))
    return tuple(gap for gap in gaps if gap.end_ms > gap.start_ms)


def asked_period(since: datetime, until: datetime, at_most: timedelta) -> Span:
    """The period that somebody asks about; Invalid when it is empty or too long."""
    if until <= since:
        raise Invalid("to: must be later than `from`", reason="period")
    if until - since > at_most:
        raise Invalid(f"to: ask for {at_most.days} days at most at a time", reason="period")
    return Span(epoch_ms(since), epoch_ms(until))
