"""Cuts what a live stream hands over into pieces: each becomes one fragment.

A piece begins with a key frame or, in a long GOP, after MAX_PIECE_90K; so much of a picture is lost at
most when the process is killed. A piece is also what is dropped, kept back for an event, or written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lokus_ingest.domain.recording.samples import parameter_sets
from lokus_ingest.domain.recording.segment import SegmentHead
from lokus_ingest.domain.resolution import Resolution
from lokus_ingest.domain.stream_key import StreamKey
from lokus_ingest.domain.timeline import CLOCK_90K
from lokus_proto.media import AccessUnit
from lokus_proto.v1.recording import RecordingPurpose

MAX_PIECE_90K: Final = 2 * CLOCK_90K


@dataclass(frozen=True, slots=True)
class Piece:
    """`head` and `sets`: with what a segment would begin here; only a piece with a key frame has them."""

    units: tuple[AccessUnit, ...]
    next_pts_90k: int | None
    head: SegmentHead | None
    sets: tuple[bytes, ...]

    @property
    def size_bytes(self) -> int:
        """Of its payloads."""
        return sum(len(unit.payload) for unit in self.units)


class Pieces:
    """`take` gives the piece that the picture ends, if it ends one; `purpose` is asked when a GOP begins."""

    def __init__(self, key: StreamKey, purpose: Callable[[], RecordingPurpose]) -> None:
        self._key = key
        self._purpose = purpose
        self._units: list[AccessUnit] = []
        self._head: SegmentHead | None = None
        self._sets: tuple[bytes, ...] = ()

    def take(self, unit: AccessUnit, size: Resolution | None) -> Piece | None:
        """The next picture; what is no use (before the first key frame, of unknown size) is passed over."""
        if not (unit.key_frame or self._units):
            return None
        if not unit.key_frame and unit.pts_90k - self._units[0].pts_90k < MAX_PIECE_90K:
            self._units.append(unit)
            return None
        same_run = bool(self._units) and self._units[-1].run == unit.run
        piece = self.end(unit.pts_90k if same_run else None)
        if unit.key_frame:
            self._head = self._begin(unit, size) if size is not None else None
        if not unit.key_frame or self._head is not None:
            self._units.append(unit)
        return piece

    def end(self, next_pts_90k: int | None = None) -> Piece | None:
        """What there is of a piece; nothing follows it if no time is given."""
        if not self._units:
            return None
        sets = self._sets if self._head is not None else ()
        piece = Piece(tuple(self._units), next_pts_90k, self._head, sets)
        self._units, self._head = [], None
        return piece

    def _begin(self, unit: AccessUnit, size: Resolution) -> SegmentHead:
        self._sets = parameter_sets(unit.codec, unit.payload)
        return SegmentHead(
            tenant=self._key.tenant,
            camera=self._key.camera,
            stream=self._key.stream,
            run=unit.run,
            epoch=unit.epoch,
            start=unit.captured_at,
            first_pts_90k=unit.pts_90k,
            codec=unit.codec,
            width=size.width,
            height=size.height,
            purpose=self._purpose(),
        )
