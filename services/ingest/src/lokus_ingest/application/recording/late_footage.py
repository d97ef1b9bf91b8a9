"""Writes late footage: a camera's pictures with their times become segments, as the recorder makes them.

Whoever has the pictures hands them to `take`, which waits for disk, store and bus, so that they come no
faster than they can be kept. A segment goes to the store as soon as it is whole. One that the store has is
left as it is, so that footage whose bringing in was cut short is simply brought in again from its beginning;
nor is anything overwritten that a live camera recorded: late runs have numbers and indexes of their own.
What is older than the camera's retention is left out, or would be gone with the next sweep.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from lokus_ingest.application.recording.ports import Announcer, Waiting
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.cutting import Cutter
from lokus_ingest.domain.recording.late import LatePicture, LateResult, LateUnits
from lokus_ingest.domain.recording.pieces import Piece, Pieces
from lokus_ingest.domain.recording.retention import RecordedHour
from lokus_ingest.domain.recording.segment import SegmentHead
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_proto.media import Codec
from lokus_proto.v1.recording import LateOrigin, RecordingHold, RecordingPurpose, SegmentClosed

SWEEP_MARGIN: Final = timedelta(minutes=10)
"""What would be swept so soon is not stored any more."""


class Bench(Protocol):
    """Where the segments of one piece of footage grow. Whatever it cannot do is Unavailable."""

    async def add(self, piece: Piece, *, begins: bool) -> Waiting | None:
        """Append a piece, or begin the next segment with it; the one that this closed, if it did."""
        ...

    async def end(self) -> Waiting | None:
        """Close the open segment, if there is one."""
        ...

    async def forget(self, waiting: Waiting) -> None:
        """It lies in the store and was told."""
        ...


class LateStore(Protocol):
    """Where recordings are kept. Whatever it cannot do is Unavailable."""

    async def kept(self, closed: SegmentClosed) -> SegmentClosed | None:
        """What stands in the index of the segment of this name; None if it is not kept yet."""
        ...

    async def keep(self, closed: SegmentClosed, file: Path) -> None:
        """Have a segment and its line in the index."""
        ...


@dataclass(frozen=True, slots=True)
class Footage:
    """Of which stream the footage is, how long that is kept and why, where it came from, and what is held."""

    key: StreamKey
    purpose: RecordingPurpose
    retention_hours: int
    origin: LateOrigin
    holds: tuple[RecordingHold, ...] = ()


class LateWriter:
    """What is needed to write late footage; `open` begins a piece of it."""

    def __init__(
        self, store: LateStore, announcer: Announcer, clock: Clock, tally: Tally, *, segment_seconds: int
    ) -> None:
        self.store = store
        self.announcer = announcer
        self.clock = clock
        self.tally = tally
        self.segment_seconds = segment_seconds

    def open(self, footage: Footage, codec: Codec, described: bytes, bench: Bench) -> "LateFootage":
        """Begin; `described`: parameter sets that were named beforehand, in Annex B, or nothing."""
        return LateFootage(self, footage, codec, described, bench)

    def too_old(self, footage: Footage, moment: datetime) -> bool:
        """Whether that hour is past its retention, or will be in a moment, and nobody holds it."""
        start = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        hour = RecordedHour(footage.key, start, folder="")
        kept_until = hour.over + timedelta(hours=footage.retention_hours)
        return kept_until <= self.clock.now() + SWEEP_MARGIN and not hour.is_held(footage.holds)


class LateFootage:
    """One piece of late footage as it is written; one task hands it all pictures."""

    def __init__(
        self, writer: LateWriter, footage: Footage, codec: Codec, described: bytes, bench: Bench
    ) -> None:
        self._writer = writer
        self._footage = footage
        self._bench = bench
        self._units = LateUnits(footage.origin.footage, codec, described)
        self._pieces = Pieces(footage.key, lambda: footage.purpose)
        self._cutter = Cutter(writer.segment_seconds)
        self._taken = self._written = 0
        self.result = LateResult()

    async def take(self, picture: LatePicture) -> None:
        """The next picture; Unavailable if disk, store or bus is away: then begin all anew, later."""
        self._taken += 1
        unit = self._units.take(picture)
        if unit is not None:
            await self._write(self._pieces.take(unit, self._units.resolution))

    async def end(self) -> LateResult:
        """There are no more pictures: write what is left; what became of it all."""
        await self._write(self._pieces.end())
        await self._keep(await self._bench.end())
        self.result = replace(self.result, left_out=self._taken - self._written)
        return self.result

    async def _write(self, piece: Piece | None) -> None:
        if piece is None:
            return
        if self._writer.tally.disk_full:
            raise Unavailable("the disk is nearly full")
        if piece.head is not None:
            piece = replace(piece, head=self._late(piece.head))
            if self._writer.too_old(self._footage, piece.units[0].captured_at):
                self._cutter.end()
                await self._keep(await self._bench.end())
                return
        begins = self._cutter.begins(piece)
        if begins or self._cutter.is_open:
            await self._keep(await self._bench.add(piece, begins=begins))
            self._written += len(piece.units)

    def _late(self, head: SegmentHead) -> SegmentHead:
        return head.model_copy(update={"origin": self._footage.origin})

    async def _keep(self, waiting: Waiting | None) -> None:
        if waiting is None:
            return
        closed = await self._writer.store.kept(waiting.closed)
        if closed is None:
            closed = waiting.closed
            await self._writer.store.keep(closed, waiting.file)
        await self._writer.announcer.tell(waiting.tenant, closed)
        await self._bench.forget(waiting)
        self._writer.tally.late_segments += 1
        self.result = _with(self.result, closed)


def _with(result: LateResult, closed: SegmentClosed) -> LateResult:
    return replace(
        result,
        segments=result.segments + 1,
        frames=result.frames + closed.frames,
        size_bytes=result.size_bytes + closed.size_bytes,
        start=closed.start if result.start is None else min(result.start, closed.start),
        end=closed.end if result.end is None else max(result.end, closed.end),
    )
