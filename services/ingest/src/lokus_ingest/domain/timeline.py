"""From the camera's clock to the time of a run, which starts at 0 and counts in 1/90000 s.

Cameras start anywhere, repeat a timestamp, or set their clock. Small steps back are pictures out of
order (B-frames); a large step either way is a new clock, and whoever asked begins a new run.
"""

from typing import Final

CLOCK_90K: Final = 90_000
MAX_BACK_90K: Final = 2 * CLOCK_90K
"""Beyond the reorder depth of any camera: 16 pictures at 8 per second."""
MAX_FORWARD_90K: Final = 10 * CLOCK_90K
"""Longer than that a stream counts as stalled."""


class ClockJump(Exception):
    """The camera's clock is another one now."""


class Timeline:
    """The time of one run."""

    def __init__(self) -> None:
        self._base_90k: int | None = None
        self._highest_90k = 0
        self._interval_90k = 0
        self._reordered_now = self._reordered_before = False

    @property
    def reordered(self) -> bool:
        """Whether this GOP or the one before has a picture that is shown before an earlier one."""
        return self._reordered_now or self._reordered_before

    @property
    def length_90k(self) -> int:
        """How long the run is by now."""
        return self._highest_90k

    def begin_gop(self) -> None:
        """A key frame is next."""
        self._reordered_before, self._reordered_now = self._reordered_now, False

    def locate(self, pts_90k: int) -> int | None:
        """Run time of what is no picture, which may lie before the first; None if that has not come."""
        return None if self._base_90k is None else pts_90k - self._base_90k

    def place(self, pts_90k: int | None) -> int:
        """Run time of the next picture; ClockJump if it belongs to another run.

        FFmpeg gives no time to the first picture of a session, and then counts from it: None at the
        start is its 0.
        """
        if self._base_90k is None:
            self._base_90k = pts_90k or 0
            return 0
        if pts_90k is None:
            return self._advance(self._highest_90k + max(self._interval_90k, 1))
        placed = pts_90k - self._base_90k
        if not -MAX_BACK_90K <= placed - self._highest_90k <= MAX_FORWARD_90K:
            raise ClockJump
        if placed < self._highest_90k:
            self._reordered_now = True
            return max(placed, 0)
        if placed == self._highest_90k:
            return self._advance(placed + 1)
        return self._advance(placed)

    def _advance(self, to_90k: int) -> int:
        self._interval_90k = to_90k - self._highest_90k
        self._highest_90k = to_90k
        return to_90k
