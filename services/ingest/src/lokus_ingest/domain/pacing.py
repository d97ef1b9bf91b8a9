"""When a picture is to be handed on that came in a bundle with others: as it was taken, one after the other.

A playlist brings seconds of pictures at once. Handed on as they come they would look like a stall and a
rush, and be timed so. The first picture sets media time against ours; a jump, or lateness, sets it anew.
"""

from typing import Final

_CLOCK_HZ: Final = 90_000
MOST_AHEAD_SECONDS: Final = 20.0
"""Whatever is further ahead is another clock: no segment that is read is longer."""
MOST_BEHIND_SECONDS: Final = 0.5


class Pacing:
    """One session's."""

    def __init__(self) -> None:
        self._start_seconds: float | None = None
        self._start_90k = 0

    def wait_seconds(self, time_90k: int, now_seconds: float) -> float:
        """How long the picture with this media time has to wait."""
        if self._start_seconds is not None:
            due_seconds = self._start_seconds + (time_90k - self._start_90k) / _CLOCK_HZ
            if -MOST_BEHIND_SECONDS <= due_seconds - now_seconds <= MOST_AHEAD_SECONDS:
                return max(0.0, due_seconds - now_seconds)
        self._start_seconds, self._start_90k = now_seconds, time_90k
        return 0.0
