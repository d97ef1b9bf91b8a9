"""Whether this process keeps up. While its event loop is late, frozen or starved of CPU, it hears no camera.

What it did not hear then is nobody else's fault: who waits for a camera begins to wait anew when the loop is
back, and what cameras delivered meanwhile counts as not measured.
"""

import logging
from collections.abc import Callable
from typing import Final

from lokus_ingest.application.tally import Tally
from lokus_kit.clock import Clock

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.25
LATE_SECONDS: Final = 1.0
"""Later than that the loop was away; what is shorter no camera is blamed for."""
_WARN_SECONDS: Final = 60.0


class Attention:
    """`run` is a task of the root; `absent` is told when the loop was away, from when until when."""

    def __init__(self, clock: Clock, tally: Tally, absent: Callable[[float, float], None]) -> None:
        self._clock = clock
        self._tally = tally
        self._absent = absent
        self._looked_seconds = clock.monotonic_seconds()
        self._back_seconds = self._looked_seconds
        self._warned_seconds = self._looked_seconds - _WARN_SECONDS

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while True:
            await self._clock.sleep(LOOK_SECONDS)
            self.look()

    @property
    def back_seconds(self) -> float:
        """Since when the loop keeps up, on the monotonic clock."""
        self.look()
        return self._back_seconds

    def look(self) -> None:
        """Find out whether the loop was away; whoever is about to judge a camera looks first."""
        now_seconds = self._clock.monotonic_seconds()
        away_since_seconds = self._looked_seconds + LOOK_SECONDS
        self._looked_seconds = now_seconds
        if now_seconds - away_since_seconds >= LATE_SECONDS:
            self._came_back(away_since_seconds, now_seconds)

    def _came_back(self, since_seconds: float, now_seconds: float) -> None:
        self._back_seconds = now_seconds
        self._tally.absence_seconds += now_seconds - since_seconds
        self._absent(since_seconds, now_seconds)
        if now_seconds - self._warned_seconds >= _WARN_SECONDS:
            self._warned_seconds = now_seconds
            away_seconds = now_seconds - since_seconds
            log.warning("the event loop was away for %.1f s: this process needs more CPU", away_seconds)
