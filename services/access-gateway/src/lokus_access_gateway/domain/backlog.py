"""What waits to be sent to one viewer. Bounded: when it is full, all of it is dropped to the next key frame.

The current GOP that a viewer joins with is not held against the bound; only what piles up behind
it is, so that a viewer whose line is slow sees a jump forward rather than an ever older picture.
"""

from collections import deque
from collections.abc import Iterable

from lokus_proto.media import AccessUnit

LIMIT_BYTES = 4 * 1024 * 1024


class Backlog:
    """Access units of one viewer, oldest first."""

    def __init__(self, limit_bytes: int = LIMIT_BYTES) -> None:
        self.dropped = 0
        self._limit_bytes = limit_bytes
        self._joined_bytes = 0
        self._bytes = 0
        self._units: deque[AccessUnit] = deque()
        self._awaits_key_frame = True

    def __len__(self) -> int:
        return len(self._units)

    def join(self, gop: Iterable[AccessUnit]) -> None:
        """Begin with the current GOP."""
        for unit in gop:
            self.put(unit, bounded=False)
        self._joined_bytes = self._bytes

    def put(self, unit: AccessUnit, *, bounded: bool = True) -> None:
        """Add one unit, or drop it, and what waits, until a key frame comes."""
        if bounded and self._bytes + len(unit.payload) > self._limit_bytes + self._joined_bytes:
            self._drop_all()
        if self._awaits_key_frame and not unit.key_frame:
            self.dropped += 1
            return
        self._awaits_key_frame = False
        self._units.append(unit)
        self._bytes += len(unit.payload)

    def take(self) -> AccessUnit:
        """Remove the oldest; IndexError when nothing waits."""
        unit = self._units.popleft()
        self._bytes -= len(unit.payload)
        self._joined_bytes = min(self._joined_bytes, self._bytes)
        return unit

    def _drop_all(self) -> None:
        self.dropped += len(self._units)
        self._units.clear()
        self._bytes = self._joined_bytes = 0
        self._awaits_key_frame = True
