"""Lets devices be opened one after the other, so that a district that returns does not hold up the pictures.

To read a device's clock, its services and a new subscription takes some 20 ms of this process, on the loop on
which cameras are read: three hundred at one moment stopped it for seconds.
"""

import asyncio
from typing import Final

from lokus_kit.clock import Clock

PER_SECOND: Final = 10.0


class Turnstile:
    """First come, first served; whoever is cancelled leaves the line."""

    def __init__(self, clock: Clock, per_second: float = PER_SECOND) -> None:
        self._clock = clock
        self._apart_seconds = 1 / per_second
        self._next_seconds = clock.monotonic_seconds()
        self._line = asyncio.Lock()

    async def enter(self) -> None:
        """Wait for a turn."""
        async with self._line:
            now_seconds = self._clock.monotonic_seconds()
            if now_seconds < self._next_seconds:
                await self._clock.sleep(self._next_seconds - now_seconds)
            self._next_seconds = max(now_seconds, self._next_seconds) + self._apart_seconds
