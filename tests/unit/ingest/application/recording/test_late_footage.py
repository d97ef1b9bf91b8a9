import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lokus_ingest.application.recording.late_footage import Footage, LateWriter
from lokus_ingest.application.recording.ports import Waiting
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.fragment import Stretch
from lokus_ingest.domain.recording.late import FIRST_LATE_RUN, LatePicture, LateResult
from lokus_ingest.domain.recording.pieces import Piece
from lokus_kit.errors import Unavailable
from lokus_proto.media import Codec
from lokus_proto.v1.recording import LateOrigin, RecordingHold, RecordingPurpose, SegmentClosed
from support.clock import VirtualClock
from unit.ingest.samples import IDR, KEY, SETS, SLICE

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ORIGIN = LateOrigin(footage="f1", by="v1", organisation="vendor-a", received_at=NOW)
FOOTAGE = Footage(KEY, RecordingPurpose.ELECTION, 72, ORIGIN)


@dataclass
class Desk:
    """Bench, store and bus in memory; a segment of it is the number of pictures."""

    kept: dict[str, SegmentClosed] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    puts: int = 0
    away: bool = False
    _open: list[Piece] = field(default_factory=list)

    async def add(self, piece: Piece, *, begins: bool) -> Waiting | None:
        closed = await self.end() if begins else None
        self._open.append(piece)
        return closed

    async def end(self) -> Waiting | None:
        if not self._open:
            return None
        pieces, self._open = self._open, []
        head = pieces[0].head
        assert head is not None
        units = [unit for piece in pieces for unit in piece.units]
        length_90k = units[-1].pts_90k - units[0].pts_90k + 3600
        stretches = [Stretch(len(units), True, 0, length_90k)]
        closed = head.closed(stretches, len(units), "0" * 64, recovered=False)
        return Waiting(head.tenant, closed, Path(closed.object))

    async def forget(self, waiting: Waiting) -> None:
        pass

    async def keep(self, closed: SegmentClosed, file: Path) -> None:
        if self.away:
            raise Unavailable("the store is away")
        self.puts += 1
        self.kept[closed.object] = closed

    async def tell(self, tenant: str, closed: SegmentClosed) -> None:
        self.told.append(f"{tenant}:{closed.object}:{closed.sha256}")

    async def bring(
        self, pictures: Sequence[LatePicture], footage: Footage = FOOTAGE, tally: Tally | None = None
    ) -> LateResult:
        """Write footage here."""
        clock = VirtualClock(NOW.timestamp())
        writer = LateWriter(Lookup(self), self, clock, tally or Tally(), segment_seconds=10)
        late = writer.open(footage, Codec.H264, b"", self)
        for picture in pictures:
            await late.take(picture)
        return await late.end()


@dataclass
class Lookup:
    """The desk as the store that it is."""

    desk: Desk

    async def kept(self, closed: SegmentClosed) -> SegmentClosed | None:
        return self.desk.kept.get(closed.object)

    async def keep(self, closed: SegmentClosed, file: Path) -> None:
        await self.desk.keep(closed, file)


def filmed(begins: datetime, seconds: int) -> list[LatePicture]:
    """A key frame each second, 25 pictures a second."""
    return [
        LatePicture(SETS + IDR if number % 25 == 0 else SLICE, begins + number * timedelta(milliseconds=40))
        for number in range(25 * seconds)
    ]


HOUR_AGO = NOW - timedelta(hours=1)


def test_footage_is_cut_at_the_marks_of_the_clock_and_stands_under_its_own_time() -> None:
    desk = Desk()
    result = asyncio.run(desk.bring(filmed(HOUR_AGO + timedelta(seconds=5), 20)))
    assert [closed.start.second for closed in desk.kept.values()] == [5, 10, 20]
    assert all(name.startswith("jakarta/cam-1/main/2026-11-22/11/") for name in desk.kept)
    assert (result.segments, result.frames, result.left_out) == (3, 500, 0)
    assert result.start == HOUR_AGO + timedelta(seconds=5)
    assert result.end == HOUR_AGO + timedelta(seconds=25)


def test_every_segment_says_that_it_is_late_where_it_came_from_and_why_it_is_kept() -> None:
    desk = Desk()
    asyncio.run(desk.bring(filmed(HOUR_AGO, 3)))
    (closed,) = desk.kept.values()
    assert (closed.late, closed.origin, closed.purpose) == (True, ORIGIN, RecordingPurpose.ELECTION)
    assert closed.run >= FIRST_LATE_RUN
    assert desk.told == [f"jakarta:{closed.object}:{closed.sha256}"]


def test_what_the_store_has_is_left_as_it_is_and_told_as_it_is() -> None:
    async def scene() -> None:
        desk = Desk()
        first = await desk.bring(filmed(HOUR_AGO, 15))
        desk.kept = {
            name: closed.model_copy(update={"sha256": "1" * 64}) for name, closed in desk.kept.items()
        }
        again = await desk.bring(filmed(HOUR_AGO, 15))
        assert (first, desk.puts) == (again, 2)
        assert [told.rpartition(":")[2][0] for told in desk.told] == ["0", "0", "1", "1"]

    asyncio.run(scene())


def test_footage_that_was_cut_short_by_a_fault_is_finished_when_it_is_brought_again() -> None:
    async def scene() -> None:
        desk = Desk(away=True)
        with pytest.raises(Unavailable):
            await desk.bring(filmed(HOUR_AGO, 15))
        desk.away, desk._open = False, []
        assert (await desk.bring(filmed(HOUR_AGO, 15))).segments == len(desk.kept) == 2

    asyncio.run(scene())


def test_what_is_past_its_retention_is_left_out_and_counted() -> None:
    desk = Desk()
    over = NOW.replace(minute=0) - timedelta(hours=2, minutes=0)
    footage = replace(FOOTAGE, retention_hours=1)
    pictures = filmed(over - timedelta(seconds=10), 10) + filmed(over + timedelta(hours=1), 10)
    result = asyncio.run(desk.bring(pictures, footage))
    assert (result.left_out, result.frames) == (250, 250)
    assert result.start == over + timedelta(hours=1)


def test_what_somebody_holds_is_stored_however_old_it_is() -> None:
    desk, old = Desk(), NOW - timedelta(days=30)
    hold = RecordingHold(id="h1", start=old - timedelta(hours=1), end=old + timedelta(hours=1))
    result = asyncio.run(desk.bring(filmed(old, 3), replace(FOOTAGE, holds=(hold,))))
    assert (result.frames, result.left_out) == (75, 0)


def test_pictures_before_the_first_key_frame_are_left_out() -> None:
    desk = Desk()
    result = asyncio.run(desk.bring(filmed(HOUR_AGO, 2)[5:]))
    assert (result.left_out, result.frames) == (20, 25)


def test_footage_without_a_key_frame_is_stored_nowhere() -> None:
    desk = Desk()
    assert asyncio.run(desk.bring(filmed(HOUR_AGO, 1)[1:])) == LateResult(left_out=24)
    assert not desk.kept


def test_a_full_disk_takes_no_late_footage() -> None:
    desk = Desk()
    with pytest.raises(Unavailable, match="disk"):
        asyncio.run(desk.bring(filmed(HOUR_AGO, 3), tally=Tally(disk_full=True)))
    assert not desk.kept


def test_what_was_stored_is_counted() -> None:
    tally = Tally()
    asyncio.run(Desk().bring(filmed(HOUR_AGO, 15), tally=tally))
    assert tally.late_segments == 2
