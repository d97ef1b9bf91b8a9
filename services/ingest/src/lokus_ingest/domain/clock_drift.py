"""How much faster or slower a camera's clock runs than ours, from when its pictures arrive.

The network and the camera only ever delay a picture, so of each stretch of time the least delayed one counts;
the drift is the median of the slopes between all of them (Theil and Sen), which a few odd stretches and a
single step of the clock do not move.

Media time is not corrected by it, for every correction is a jolt to who watches: what must keep to wall time
keeps both, as each segment of a recording, which begins at its own, so that no drift adds up over more than a
minute (6 ms at 100 ppm).
"""

from collections import deque
from itertools import combinations
from statistics import median
from typing import Final

STRETCH_SECONDS: Final = 15.0
_STRETCHES: Final = 24
_ENOUGH_STRETCHES: Final = 4


class ClockDrift:
    """Of one run. Times are seconds: the camera's as its pictures say, ours monotonic."""

    def __init__(self, now_seconds: float) -> None:
        self._least_delayed: deque[tuple[float, float]] = deque(maxlen=_STRETCHES)
        self._ends_seconds = now_seconds + STRETCH_SECONDS
        self._best: tuple[float, float] | None = None
        self.ppm: int | None = None

    def add(self, media_seconds: float, now_seconds: float) -> None:
        """A picture of that time came."""
        if now_seconds >= self._ends_seconds:
            self._end_stretch(now_seconds)
        ahead_seconds = media_seconds - now_seconds
        if self._best is None or ahead_seconds > self._best[1]:
            self._best = (now_seconds, ahead_seconds)

    def _end_stretch(self, now_seconds: float) -> None:
        self._ends_seconds = now_seconds + STRETCH_SECONDS
        if self._best is None:
            return
        self._least_delayed.append(self._best)
        self._best = None
        if len(self._least_delayed) >= _ENOUGH_STRETCHES:
            pairs = combinations(self._least_delayed, 2)
            self.ppm = round(1_000_000 * median((b[1] - a[1]) / (b[0] - a[0]) for a, b in pairs))
