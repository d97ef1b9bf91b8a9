"""What of one sender's packets came: order, loss and jitter (RFC 3550, section 6.4.1 and appendix A).

Cameras send over TCP here, so packets come in order; what is missing, the camera dropped itself. Sequence
numbers are extended beyond their 16 bits by the count of their cycles.
"""

from typing import Final

MAX_DROPOUT: Final = 3000
MAX_MISORDER: Final = 100
SEQUENCES: Final = 1 << 16
JITTER_GAIN: Final = 16
_HALF_TIMESTAMPS, _TIMESTAMPS = 1 << 31, 1 << 32


class Restarted(Exception):
    """The sender counts from somewhere else now."""


class Reception:
    """One sender, by its SSRC; `packets` came in their place, `late` came when they were given up."""

    def __init__(self, ssrc: int, first_sequence: int, clock_hz: int) -> None:
        self.ssrc = ssrc
        self.packets = 0
        self.lost = 0
        self.late = 0
        self.jitter_ticks = 0.0
        self._clock_hz = clock_hz
        self._next = self._first = first_sequence
        self._timed: tuple[int, float] | None = None
        self._told = (0, 0)

    @property
    def highest(self) -> int:
        """The highest sequence number that came, extended."""
        return self._next - 1

    @property
    def jitter_seconds(self) -> float:
        """Interarrival jitter (appendix A.8)."""
        return self.jitter_ticks / self._clock_hz

    @property
    def heard_seconds(self) -> float:
        """When something of it was timed last."""
        return self._timed[1] if self._timed is not None else float("-inf")

    def expected_ticks(self, now_seconds: float) -> int | None:
        """The timestamp, extended, of what would come now; None if nothing was timed yet."""
        if self._timed is None:
            return None
        ticks, timed_seconds = self._timed
        return ticks + round((now_seconds - timed_seconds) * self._clock_hz)

    def in_order(self, packets: int) -> None:
        """So many came, each in its place."""
        self._next += packets
        self.packets += packets

    def place(self, sequence: int) -> int | None:
        """How many are missing before a packet; None if it is late. Restarted if it belongs nowhere (A.1)."""
        missing = (sequence - self._next) % SEQUENCES
        if missing >= SEQUENCES - MAX_MISORDER:
            self.late += 1
            return None
        if missing >= MAX_DROPOUT:
            raise Restarted
        self.lost += missing
        self._next += missing
        return missing

    def extended(self, timestamp: int) -> int:
        """A timestamp beyond its 32 bits: the one nearest to that of the last packet."""
        if self._timed is None:
            return timestamp
        before = self._timed[0]
        return before + (timestamp - before + _HALF_TIMESTAMPS) % _TIMESTAMPS - _HALF_TIMESTAMPS

    def time(self, timestamp: int, now_seconds: float) -> int:
        """Note that a new timestamp came; returns it extended.

        Jitter is taken once for each timestamp: the packets of one picture share it and come together.
        """
        ticks = self.extended(timestamp)
        if self._timed is not None:
            before, before_seconds = self._timed
            off = abs((now_seconds - before_seconds) * self._clock_hz - (ticks - before))
            self.jitter_ticks += (off - self.jitter_ticks) / JITTER_GAIN
        self._timed = ticks, now_seconds
        return ticks

    def fraction_lost(self) -> int:
        """In 256ths, since this was asked the last time (A.3)."""
        expected, lost = self._next - self._first, self.lost
        before, self._told = self._told, (expected, lost)
        asked, missing = expected - before[0], lost - before[1]
        return min(255, missing * 256 // asked) if asked > 0 and missing > 0 else 0
