"""Places periods on the wall clock. Their lengths are the monotonic clock's, so that they never overlap.

One period begins where the one before ends, as long as both clocks agree. When the wall clock was set
forward, the next period begins at the new time, and nobody measured what lies between. When it was set
back, the time that comes was told already: it is not told again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

PERIOD_SECONDS: Final = 10.0
SHORTEST_SECONDS: Final = 1.0
"""So much is left to a ten at least when a period begins; a wake-up just before a ten would make a sliver."""
TOLERANCE: Final = timedelta(seconds=1)
_MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, which began and ended on the monotonic clock so. `told`: it may be told."""

    start: datetime
    end: datetime
    began_seconds: float
    ended_seconds: float
    told: bool


class Periods:
    """One after the other."""

    def __init__(self, now: datetime, monotonic_seconds: float) -> None:
        self._start = self._told_until = _whole(now)
        self._began_seconds = monotonic_seconds

    def close(self, now: datetime, monotonic_seconds: float) -> Period:
        """End the present period and begin the next."""
        length_ms = round((monotonic_seconds - self._began_seconds) * 1000)
        ended_seconds = self._began_seconds + length_ms / 1000
        end = self._start + length_ms * _MILLISECOND
        told = self._start >= self._told_until and length_ms > 0
        period = Period(self._start, end, self._began_seconds, ended_seconds, told)
        if told:
            self._told_until = end
        self._began_seconds = ended_seconds
        self._start = end if abs(now - end) <= TOLERANCE else _whole(now)
        return period


def seconds_to_the_ten(now: datetime) -> float:
    """How long a period that begins now is to last."""
    left_seconds = PERIOD_SECONDS - now.timestamp() % PERIOD_SECONDS
    return left_seconds if left_seconds >= SHORTEST_SECONDS else left_seconds + PERIOD_SECONDS


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
