"""Which segments show a stretch of time, and where each stands in it.

Segments of one run stand where the run's own clock puts them, for that is exact; all else stands where
wall-clock time does, so that a gap stays as long as it was. Where two workers recorded at once for a moment,
the later one's first picture ends what the earlier shows; late footage fills only what is missing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from lokus_ingest.domain.timeline import CLOCK_90K
from lokus_proto.v1.recording import SegmentClosed

ADJOINS: Final = timedelta(seconds=0.5)
"""Less than this between two segments comes of how pictures arrive, and is no gap and no overlap."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A segment in a clip, all times in 1/90000 s.

    `place_90k`: where its time 0 stands, from that of the first; `enter_90k`: its own time at or after whose
    next key frame it is shown; `leave_90k`: its own time at which it ends, None for its own end.
    """

    closed: SegmentClosed
    place_90k: int = 0
    enter_90k: int | None = None
    leave_90k: int | None = None

    @property
    def over_90k(self) -> int:
        """Where it ends, from the time 0 of the first."""
        end_90k = self.closed.duration_90k if self.leave_90k is None else self.leave_90k
        return self.place_90k + end_90k


def adjoins(earlier: SegmentClosed, later: SegmentClosed) -> bool:
    """Whether one goes on in the run where the other ended."""
    distance_90k = later.first_pts_90k - earlier.first_pts_90k - earlier.duration_90k
    return _same_run(earlier, later) and abs(distance_90k) < ticks_90k(ADJOINS)


def ticks_90k(span: timedelta) -> int:
    """A length of time in 1/90000 s."""
    return span // timedelta(microseconds=1) * CLOCK_90K // 1_000_000


def joined(segments: Iterable[SegmentClosed], start: datetime, end: datetime) -> list[Placed]:
    """What shows the time from `start` until before `end`, in order; whatever of it is recorded."""
    within = sorted(
        (each for each in segments if each.start < end and each.end > start),
        key=lambda each: (each.start, each.epoch, each.run),
    )
    shown = _one_after_another([Placed(each) for each in within if not each.late])
    for late in within:
        if late.late:
            shown = _filled(shown, late, start, end)
    placed = _placed(shown)
    return [_ended(each, ticks_90k(end - placed[0].closed.start)) for each in placed]


def _one_after_another(candidates: Sequence[Placed]) -> list[Placed]:
    """Whoever begins later ends whoever is on; what lies wholly within another stays out."""
    shown: list[Placed] = []
    for each in candidates:
        if shown and not adjoins(shown[-1].closed, each.closed):
            last = shown[-1]
            if each.closed.end <= last.closed.end:
                continue
            if last.closed.end - each.closed.start >= ADJOINS:
                shown[-1] = replace(last, leave_90k=ticks_90k(each.closed.start - last.closed.start))
        shown.append(each)
    return [each for each in shown if each.leave_90k is None or each.leave_90k > 0]


def _filled(shown: list[Placed], late: SegmentClosed, start: datetime, end: datetime) -> list[Placed]:
    """The same with a late segment in each gap that it reaches into."""
    spans = [(each.closed.start, _over(each)) for each in shown]
    edges = [start, *(over for _, over in spans)], [*(begin for begin, _ in spans), end]
    pieces: list[Placed] = []
    for gap_start, gap_end in zip(*edges, strict=True):
        begin, over = max(gap_start, late.start), min(gap_end, late.end)
        if over - begin < ADJOINS:
            continue
        enter_90k = ticks_90k(begin - late.start) if begin > late.start and begin > start else None
        leave_90k = ticks_90k(over - late.start) if over < late.end else None
        pieces.append(Placed(late, enter_90k=enter_90k, leave_90k=leave_90k))
    return sorted([*shown, *pieces], key=_begin)


def _begin(placed: Placed) -> datetime:
    return placed.closed.start + timedelta(microseconds=(placed.enter_90k or 0) * 1_000_000 // CLOCK_90K)


def _over(placed: Placed) -> datetime:
    if placed.leave_90k is None:
        return placed.closed.end
    return placed.closed.start + timedelta(microseconds=placed.leave_90k * 1_000_000 // CLOCK_90K)


def _placed(shown: Sequence[Placed]) -> list[Placed]:
    found: list[Placed] = []
    for each in shown:
        if not found:
            found.append(each)
            continue
        last, first = found[-1], found[0]
        if _same_run(last.closed, each.closed) and last.leave_90k is None:
            place_90k = last.place_90k + each.closed.first_pts_90k - last.closed.first_pts_90k
        else:
            place_90k = ticks_90k(each.closed.start - first.closed.start)
        place_90k = max(place_90k, last.over_90k - (each.enter_90k or 0))
        found.append(replace(each, place_90k=place_90k))
    return found


def _ended(placed: Placed, end_90k: int) -> Placed:
    if end_90k >= placed.over_90k:
        return placed
    return replace(placed, leave_90k=max(0, end_90k - placed.place_90k))


def _same_run(one: SegmentClosed, other: SegmentClosed) -> bool:
    return (one.run, one.epoch, one.late) == (other.run, other.epoch, other.late)
