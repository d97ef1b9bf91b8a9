"""The one queue between the bus and the eyes of a camera.

Bounded by bytes and by number. When it is full, all of it is dropped and counted, and nothing is
taken in until the next key frame: old media are worth nothing. `take` waits until there is enough
for a look, so that a worker is woken a few times a second and not for every picture.
"""

import asyncio
from datetime import datetime
from typing import Final

from lokus_analytics.application.analysis import ANALYSIS_INTERVAL
from lokus_proto.media import AccessUnit

MAX_UNITS: Final = 600
MAX_BYTES: Final = 20 * 1024 * 1024
"""Room for a whole GOP as ingest keeps it, handed over at once to a reader that joins."""


class UnitQueue:
    """Access units of one stream, in order; lives on the event loop."""

    def __init__(self, max_units: int = MAX_UNITS, max_bytes: int = MAX_BYTES) -> None:
        self._max_units = max_units
        self._max_bytes = max_bytes
        self._units: list[AccessUnit] = []
        self._size_bytes = 0
        self._skipping = False
        self._taken_until: datetime | None = None
        self._due = asyncio.Event()
        self.dropped = 0

    def put(self, unit: AccessUnit) -> None:
        """Take one in, or drop to the next key frame."""
        self._skipping = self._skipping and not unit.key_frame
        if self._skipping:
            self.dropped += 1
            return
        if len(self._units) >= self._max_units or self._size_bytes + len(unit.payload) > self._max_bytes:
            self.dropped += len(self._units)
            self._clear()
            if not unit.key_frame:
                self._skipping = True
                self.dropped += 1
                return
        self._units.append(unit)
        self._size_bytes += len(unit.payload)
        if self._taken_until is None or abs(unit.captured_at - self._taken_until) >= ANALYSIS_INTERVAL:
            self._due.set()

    async def take(self) -> list[AccessUnit]:
        """Wait until there is enough for a look, and take all there is."""
        await self._due.wait()
        units = self._units
        self._taken_until = units[-1].captured_at
        self._clear()
        return units

    def _clear(self) -> None:
        self._units, self._size_bytes = [], 0
        self._due.clear()
