"""One segment as it grows on the local disk; every method runs in a thread of the spool.

While it is open it is called `NAME.open`. A fragment is one write, so that a process that is killed loses
what it had not written and nothing else; every SYNC_SECONDS, and at the end, the disk is made to hold what
was written, against a loss of power.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from lokus_ingest.domain.recording.ending import Ending
from lokus_ingest.domain.recording.fragment import Fragments, Stretch, shift_90k
from lokus_ingest.domain.recording.pieces import Piece
from lokus_ingest.domain.recording.segment import SegmentHead, head_boxes
from lokus_ingest.domain.timeline import CLOCK_90K
from lokus_proto.v1.recording import SegmentClosed

SYNC_SECONDS: Final = 10
OPEN: Final = ".open"
FACTS: Final = ".json"


class SegmentFile:
    """Begins with its first piece; OSError if the disk refuses, ValueError for unreadable parameter sets."""

    def __init__(self, root: Path, head: SegmentHead, first: Piece) -> None:
        base_90k = min(unit.pts_90k for unit in first.units)
        codec = None if first.sound is None else first.sound.codec
        update = {"first_pts_90k": base_90k, "shift_90k": shift_90k(first.units), "sound": codec}
        self.head = head.model_copy(update=update)
        opening = head_boxes(self.head, first.sets, first.sound)
        self.path = root / self.head.folder / self.head.name
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(f"{self.path}{OPEN}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
        self._fragments = Fragments(base_90k, self.head.shift_90k, first.sound)
        self._stretches: list[Stretch] = []
        self._sha256 = hashlib.sha256()
        self._size_bytes = self._synced_90k = 0
        self._unwritten = opening

    def add(self, piece: Piece) -> None:
        """Append a fragment, whole or not at all."""
        fragment, stretch = self._fragments.make(piece.units, piece.next_pts_90k, piece.sounds)
        self._append(self._unwritten + fragment)
        self._unwritten = b""
        self._stretches.append(stretch)
        if stretch.end_90k - self._synced_90k >= SYNC_SECONDS * CLOCK_90K:
            os.fdatasync(self._file)
            self._synced_90k = stretch.end_90k

    def give_rest(self, following: Piece) -> None:
        """Append what is heard with the first piece of the next segment, and belongs before its pictures.

        If the disk does not take it, it is given up: the segment is whole without it.
        """
        if not self._stretches or following.units[0].run != self.head.run:
            return
        if (rest := self._fragments.rest(following.sounds_before_pictures)) is not None:
            fragment, stretch = rest
            with suppress(OSError):
                self._append(fragment)
                self._stretches.append(stretch)

    def close(self, ending: Ending) -> SegmentClosed | None:
        """End it, and return what is to be told of it (`write_facts`); None if nothing came of it."""
        try:
            if self._stretches:
                os.fdatasync(self._file)
        finally:
            os.close(self._file)
        opened = Path(f"{self.path}{OPEN}")
        if not self._stretches:
            opened.unlink()
            return None
        opened.rename(self.path)
        return self.head.closed(
            self._stretches, self._size_bytes, self._sha256.hexdigest(), recovered=False, ending=ending
        )

    def _append(self, content: bytes) -> None:
        try:
            _write_whole(self._file, content)
        except OSError:
            os.ftruncate(self._file, self._size_bytes)
            os.lseek(self._file, self._size_bytes, os.SEEK_SET)
            raise
        self._sha256.update(content)
        self._size_bytes += len(content)


def _write_whole(file: int, content: bytes) -> None:
    """A write that finds the disk full takes a part; the next then says so."""
    left = memoryview(content)
    while left:
        left = left[os.write(file, left) :]


def write_facts(segment: Path, closed: SegmentClosed) -> None:
    """What is told of a closed segment, beside it; it is there whole or not at all."""
    growing = Path(f"{segment}{FACTS}{OPEN}")
    growing.write_text(closed.model_dump_json())
    growing.rename(f"{segment}{FACTS}")
