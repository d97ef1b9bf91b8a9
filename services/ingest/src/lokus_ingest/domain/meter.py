"""What a stream really delivers, from the arrival of its access units over the last seconds.

Arrivals are kept by the slot of time they came in, not one by one: an access unit then costs two additions.
"""

from collections import deque
from typing import Final

from lokus_proto.media import AccessUnit

WINDOW_SECONDS: Final = 5.0
_SLOT_SECONDS: Final = 0.25
_CLOCK_HZ: Final = 90_000


class Meter:
    """Rates of one run. Arrival times are monotonic seconds."""

    def __init__(self, now_seconds: float) -> None:
        self._slots: deque[tuple[float, int, int]] = deque()
        self._slot_seconds = now_seconds
        self._units = self._bytes = 0
        self._last_key_90k: int | None = None
        self.gop_seconds: float | None = None

    def add(self, unit: AccessUnit, now_seconds: float) -> None:
        """Count one access unit."""
        if now_seconds >= self._slot_seconds + _SLOT_SECONDS:
            self._begin_slot(now_seconds)
        self._units += 1
        self._bytes += len(unit.payload)
        if unit.key_frame:
            if self._last_key_90k is not None:
                self.gop_seconds = (unit.pts_90k - self._last_key_90k) / _CLOCK_HZ
            self._last_key_90k = unit.pts_90k

    def fps(self, now_seconds: float) -> float:
        """Access units per second over the window, or since the start if that is nearer."""
        return self._per_second(now_seconds)[0]

    def bitrate_bps(self, now_seconds: float) -> int:
        """Bits per second over the window, or since the start if that is nearer."""
        return round(self._per_second(now_seconds)[1] * 8)

    def _per_second(self, now_seconds: float) -> tuple[float, float]:
        """Access units and bytes. At least over a second, so that the first do not look like a flood."""
        if now_seconds >= self._slot_seconds + _SLOT_SECONDS:
            self._begin_slot(now_seconds)
        since_seconds = self._slots[0][0] if self._slots else self._slot_seconds
        span_seconds = max(1.0, now_seconds - since_seconds)
        units = self._units + sum(slot[1] for slot in self._slots)
        arrived_bytes = self._bytes + sum(slot[2] for slot in self._slots)
        return units / span_seconds, arrived_bytes / span_seconds

    def _begin_slot(self, now_seconds: float) -> None:
        """Close the slot that is on, and forget those that began before the window."""
        self._slots.append((self._slot_seconds, self._units, self._bytes))
        self._slot_seconds, self._units, self._bytes = now_seconds, 0, 0
        while self._slots and self._slots[0][0] <= now_seconds - WINDOW_SECONDS:
            self._slots.popleft()
