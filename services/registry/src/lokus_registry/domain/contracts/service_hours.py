"""When a contract's cameras must deliver: hours of some weekdays, Jakarta time; none at all means always.

Hours whose end is not after their begin run over midnight and belong to the day on which they begin.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from lokus_kit.errors import Invalid
from lokus_registry.domain.contracts.period import Span, clipped, day_start, epoch_ms, moment, union

TIME_PATTERN: Final = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
_DAY_MINUTES: Final = 24 * 60
_MINUTE_MS: Final = 60_000


class Weekday(StrEnum):
    """The days of the week, Monday first as in ISO 8601."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


_WEEK: Final = tuple(Weekday)


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """From one time of day (`07:00`) to another (`24:00` at the latest) on each of the days."""

    days: tuple[Weekday, ...]
    begin: str
    end: str

    def on(self, midnight_ms: int) -> Span:
        """The hours that begin on the day of that midnight."""
        begin, end = _minutes(self.begin), _minutes(self.end)
        end += _DAY_MINUTES if end <= begin else 0
        return Span(midnight_ms + begin * _MINUTE_MS, midnight_ms + end * _MINUTE_MS)


def check_service_hours(hours: ServiceHours) -> None:
    """Invalid when there is no day in them, or no time."""
    if not hours.days:
        raise Invalid("service_hours: name at least one day", reason="service-hours")
    if hours.begin in {hours.end, "24:00"}:
        raise Invalid(
            "service_hours: `from` must be another time than `to`, and before 24:00; the whole day is "
            "00:00 to 24:00",
            reason="service-hours",
        )


def service_spans(hours: Sequence[ServiceHours], period: Span) -> tuple[Span, ...]:
    """When within a period the cameras must deliver."""
    if not hours:
        return (period,)
    first = moment(period.start_ms).date() - timedelta(days=1)
    days = (moment(period.end_ms).date() - first).days + 1
    spans = []
    for number in range(days):
        day = first + timedelta(days=number)
        midnight_ms = epoch_ms(day_start(day))
        spans += [each.on(midnight_ms) for each in hours if _WEEK[day.weekday()] in each.days]
    return clipped(union(spans), period)


def _minutes(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])
