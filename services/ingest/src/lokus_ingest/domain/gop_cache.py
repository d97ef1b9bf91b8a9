"""The access units since the last key frame, so that a reader who joins need not wait for the next.

Over the limit the GOP is given up whole (a part of one is of no use) until the next key frame.
"""

from typing import Final

from lokus_proto.media import AccessUnit

MAX_BYTES: Final = 16 * 1024 * 1024


class GopCache:
    """Owned by the event loop; `units` hands out what was in it at that moment."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._units: list[AccessUnit] = []
        self._bytes = 0

    def add(self, unit: AccessUnit) -> None:
        """Take the next access unit of the run."""
        if unit.key_frame:
            self.clear()
        elif not self._units:
            return
        self._units.append(unit)
        self._bytes += len(unit.payload)
        if self._bytes > self._max_bytes:
            self.clear()

    def clear(self) -> None:
        """Forget all, as when the run is over."""
        self._units, self._bytes = [], 0

    def units(self) -> tuple[AccessUnit, ...]:
        """The GOP so far, the key frame first; empty if there is none."""
        return tuple(self._units)
