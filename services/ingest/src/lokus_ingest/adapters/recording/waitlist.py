"""The closed segments that wait for the store, by age: names alone, for a store may be away for long."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

BATCH: Final = 256
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Waitlist:
    """A segment's file is called by the millisecond at which it begins: `SegmentHead.name`."""

    def __init__(self, segments: Iterable[Path]) -> None:
        self._entries = sorted({_entry(segment) for segment in segments})

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, segment: Path) -> None:
        """One more waits."""
        insort(self._entries, _entry(segment))

    def remove(self, segment: Path) -> None:
        """One waits no more; nothing happens if it does not wait."""
        entry = _entry(segment)
        place = bisect_left(self._entries, entry)
        if self._entries[place : place + 1] == [entry]:
            del self._entries[place]

    def oldest(self) -> list[Path]:
        """Those that have their turn, in order; at most BATCH."""
        return [Path(name) for _, name in self._entries[:BATCH]]

    def since(self) -> datetime | None:
        """When the oldest began."""
        return _EPOCH + timedelta(milliseconds=self._entries[0][0]) if self._entries else None


def _entry(segment: Path) -> tuple[int, str]:
    return int(segment.name.partition("-")[0]), str(segment)
