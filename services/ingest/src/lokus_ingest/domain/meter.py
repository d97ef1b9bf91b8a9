"""What a stream really delivers, from the arrival of its access units over the last seconds."""

from collections import deque
from typing import Final

from lokus_proto.media import AccessUnit

WINDOW_SECONDS: Final = 5.0
_CLOCK_HZ: Final = 90_000


class Meter:
    """Rates of one run. Arrival times are monotonic seconds."""

    def __init__(self, now_seconds: float) -> None:
        self._started_seconds = now_seconds
        self._arrivals: deque[tuple[float, int]] = deque()
        self._bytes = 0
        self._last_key_90k: int | None = None
        self.gop_seconds: float | None = None

    def add(self, unit: AccessUnit, now_seconds: float) -> None:
        """Count one access unit."""
        self._arrivals.append((now_seconds, len(unit.payload)))
        self._bytes += len(unit.payload)
        self._drop_old(now_seconds)
        if unit.key_frame:
            if self._last_key_90k is not None:
                self.gop_seconds = (unit.pts_90k - self._last_key_90k) / _CLOCK_HZ
            self._last_key_90k = unit.pts_90k

    def fps(self, now_seconds: float) -> float:
        """Access units per second over the window, or since the start if that is nearer."""
        self._drop_old(now_seconds)
        return len(self._arrivals) / self._span_seconds(now_seconds)

    def bitrate_bps(self, now_seconds: float) -> int:
        """Bits per second over the window, or since the start if that is nearer."""
        self._drop_old(now_seconds)
        return round(self._bytes * 8 / self._span_seconds(now_seconds))

    def _span_seconds(self, now_seconds: float) -> float:
        """At least a second, so that the first access units do not look like a flood."""
        return min(WINDOW_SECONDS, max(1.0, now_seconds - self._started_seconds))

    def _drop_old(self, now_seconds: float) -> None:
        while self._arrivals and self._arrivals[0][0] <= now_seconds - WINDOW_SECONDS:
            self._bytes -= self._arrivals.popleft()[1]
