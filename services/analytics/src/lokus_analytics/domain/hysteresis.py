"""When motion becomes an event, and when the event is over.

It begins once `RAISE_ACTIVE` of the last `WINDOW` pictures moved, and ends `QUIET` after fewer than
`HOLD_ACTIVE` of them did: its end is the last moment that still moved. Nothing begins in the first
`WARM_UP` of a stream, while the background is learnt. A hole in the stream ends an open event as
lost and starts the warm-up over. Time is the capture time of the pictures, never that of the clock.
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from lokus_analytics.domain.box import Box

WINDOW: Final = 5
RAISE_ACTIVE: Final = 3
HOLD_ACTIVE: Final = 2
QUIET: Final = timedelta(seconds=3)
WARM_UP: Final = timedelta(seconds=5)
LOST_AFTER: Final = timedelta(seconds=5)


class Ending(StrEnum):
    """Why motion is over."""

    QUIET = "quiet"
    STREAM_LOST = "stream_lost"


@dataclass(frozen=True, slots=True)
class Began:
    """Motion began at `at`, where `box` says."""

    at: datetime
    box: Box


@dataclass(frozen=True, slots=True)
class Over:
    """Motion that began at `began_at` was over at `at`; `box` holds all that moved."""

    began_at: datetime
    at: datetime
    box: Box
    ending: Ending


class Hysteresis:
    """The state of one camera; fed with its pictures in the order of capture."""

    def __init__(self) -> None:
        self._recent: deque[bool] = deque(maxlen=WINDOW)
        self._first_at: datetime | None = None
        self._last_at: datetime | None = None
        self._moved_at: datetime | None = None
        self._open: Began | None = None

    def feed(self, at: datetime, moving: Box | None) -> tuple[Began | Over, ...]:
        """Take one picture; returns what began or was over by it."""
        lost = self.lose() if self._is_hole(at) else ()
        self._first_at = self._first_at or at
        self._last_at = at
        self._recent.append(moving is not None and at - self._first_at >= WARM_UP)
        change = self._raise(at, moving) if self._open is None else self._hold(self._open, at, moving)
        return lost if change is None else (*lost, change)

    def lose(self) -> tuple[Over, ...]:
        """The stream broke: whatever comes next begins with a warm-up."""
        began, at = self._open, self._last_at
        self._open = self._first_at = self._last_at = None
        self._recent.clear()
        if began is None or at is None:
            return ()
        return (Over(began.at, at, began.box, Ending.STREAM_LOST),)

    def _is_hole(self, at: datetime) -> bool:
        return self._last_at is not None and not timedelta(0) <= at - self._last_at <= LOST_AFTER

    def _raise(self, at: datetime, moving: Box | None) -> Began | None:
        if moving is None or sum(self._recent) < RAISE_ACTIVE:
            return None
        self._open, self._moved_at = Began(at, moving), at
        return self._open

    def _hold(self, began: Began, at: datetime, moving: Box | None) -> Over | None:
        if moving is not None:
            began = self._open = Began(began.at, began.box.union(moving))
        if self._moved_at is None or sum(self._recent) >= HOLD_ACTIVE:
            self._moved_at = at
        if at - self._moved_at < QUIET:
            return None
        self._open = None
        self._recent.clear()
        return Over(began.at, self._moved_at, began.box, Ending.QUIET)
