"""One unbroken row of RTP times for a viewer, over runs whose own clocks each begin at zero.

Within a run the source's times stand as they are, also over dropped pictures. A new run goes on
where the last one stopped, as much later as its first picture was captured later.
"""

from datetime import datetime

from lokus_proto.media import AccessUnit

_TICKS_PER_SECOND = 90_000


class Timeline:
    """Maps access units of one viewer to times in 1/90000 s."""

    def __init__(self) -> None:
        self._run: int | None = None
        self._shift_90k = 0
        self._last_90k = 0
        self._last_captured_at: datetime | None = None

    def place_90k(self, unit: AccessUnit) -> int:
        """The viewer's time of this unit."""
        if unit.run != self._run:
            self._shift_90k = self._begin_90k(unit) - unit.pts_90k
            self._run = unit.run
        self._last_90k = unit.pts_90k + self._shift_90k
        self._last_captured_at = unit.captured_at
        return self._last_90k

    def _begin_90k(self, unit: AccessUnit) -> int:
        if self._last_captured_at is None:
            return 0
        gap_seconds = (unit.captured_at - self._last_captured_at).total_seconds()
        return self._last_90k + max(1, round(gap_seconds * _TICKS_PER_SECOND))
