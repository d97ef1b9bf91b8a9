"""Where a segment ends and the next begins.

At the first key frame after a mark of the wall clock, so that the segments of all cameras have the same
edges; with each run; and where the parameter sets change, for a segment has one sample entry.
"""

from lokus_ingest.domain.recording.pieces import Piece
from lokus_ingest.domain.recording.segment import SegmentHead
from lokus_kit.clock import utc_milliseconds


class Cutter:
    """Knows the segment of one stream that is open."""

    def __init__(self, segment_seconds: int) -> None:
        self._segment_milliseconds = segment_seconds * 1000
        self._open: SegmentHead | None = None
        self._sets: tuple[bytes, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a segment is open."""
        return self._open is not None

    def begins(self, piece: Piece) -> bool:
        """Whether a segment begins with this piece, which is then the open one."""
        head, now = piece.head, self._open
        if head is None:
            return False
        if (
            now is not None
            and (now.run, now.epoch, now.purpose) == (head.run, head.epoch, head.purpose)
            and (now.width, now.height) == (head.width, head.height)
            and self._sets == piece.sets
            and self._mark(now) == self._mark(head)
        ):
            return False
        self._open, self._sets = head, piece.sets
        return True

    def end(self) -> None:
        """The open segment was closed."""
        self._open = None

    def _mark(self, head: SegmentHead) -> int:
        return utc_milliseconds(head.start) // self._segment_milliseconds
