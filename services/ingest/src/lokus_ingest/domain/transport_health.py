"""How well a run arrives: gaps, jitter, the drift of the camera's clock, the age of its key frame.

Jitter is that of RFC 3550, 6.4.1, of whole pictures instead of packets, so that it means the same whoever
reads the camera. Pictures out of order (B-frames) say nothing of arrival and are passed over.
"""

from typing import Final

from lokus_ingest.domain.clock_drift import ClockDrift

_CLOCK_HZ: Final = 90_000
_GAIN: Final = 1 / 16


class TransportHealth:
    """Of one run. `gaps`: how often something was lost between pictures. Times are monotonic seconds."""

    def __init__(self, now_seconds: float) -> None:
        self.gaps = 0
        self.jitter_seconds = 0.0
        self._drift = ClockDrift(now_seconds)
        self._highest_90k = -1
        self._ahead_seconds: float | None = None
        self._key_frame_seconds = now_seconds

    @property
    def clock_drift_ppm(self) -> int | None:
        """How much faster than ours the camera's clock runs; None within the first minute."""
        return self._drift.ppm

    def key_frame_age_seconds(self, now_seconds: float) -> float:
        """Since the last key frame came."""
        return now_seconds - self._key_frame_seconds

    def add(self, pts_90k: int, now_seconds: float, *, key_frame: bool) -> None:
        """An access unit came."""
        if key_frame:
            self._key_frame_seconds = now_seconds
        if pts_90k <= self._highest_90k:
            return
        self._highest_90k = pts_90k
        media_seconds = pts_90k / _CLOCK_HZ
        ahead_seconds = media_seconds - now_seconds
        if self._ahead_seconds is not None:
            moved_seconds = abs(ahead_seconds - self._ahead_seconds)
            self.jitter_seconds += (moved_seconds - self.jitter_seconds) * _GAIN
        self._ahead_seconds = ahead_seconds
        self._drift.add(media_seconds, now_seconds)
