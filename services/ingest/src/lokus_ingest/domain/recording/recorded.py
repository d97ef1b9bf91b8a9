"""The timeline of a recording: spans that segments cover, and why nothing is there between them.

A segment says why it ended, and that explains the gap behind it. What nobody knows is called unknown; what a
segment that is still open may hold is called pending, for nobody but its owner sees it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lokus_ingest.domain.recording.joining import adjoins
from lokus_proto.v1.footage import GapReason, RecordedSpan, RecordingGap
from lokus_proto.v1.recording import RecordingMode, SegmentClosed, SegmentEnd

LEAST_GAP: Final = timedelta(seconds=0.2)
PENDING: Final = timedelta(seconds=90)
"""The longest segment, a long group of pictures, and the way to the store."""

_REASONS: Final = {
    SegmentEnd.SOURCE: GapReason.SOURCE,
    SegmentEnd.STOPPED: GapReason.WORKER,
    SegmentEnd.OFF: GapReason.OFF,
    SegmentEnd.NO_EVENT: GapReason.NO_EVENT,
    SegmentEnd.DISK: GapReason.DISK,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What else is known of a stream: the segment before the asked time, its policy, and what time it is."""

    before: SegmentClosed | None
    mode: RecordingMode | None
    retention_hours: int | None
    now: datetime


def spans(segments: Iterable[SegmentClosed]) -> list[RecordedSpan]:
    """Segments joined where they adjoin, in the order of their starts."""
    by_run = sorted(segments, key=lambda each: (each.late, each.run, each.epoch, each.first_pts_90k))
    found: list[list[SegmentClosed]] = []
    for each in by_run:
        if found and adjoins(found[-1][-1], each):
            found[-1].append(each)
        else:
            found.append([each])
    return sorted((_span(group) for group in found), key=lambda span: (span.start, span.end))


def gaps(
    segments: Sequence[SegmentClosed], start: datetime, end: datetime, known: Known
) -> list[RecordingGap]:
    """What of the time from `start` until `end`, as far as it is over, no segment covers."""
    end = min(end, known.now)
    last, covered = known.before, start
    found: list[RecordingGap] = []
    for each in sorted(segments, key=lambda each: (each.start, each.end)):
        goes_on = last is not None and adjoins(last, each)
        if each.start - covered >= LEAST_GAP and not goes_on:
            found += _gap(covered, min(each.start, end), last, known)
        if each.end > covered and (last is None or not each.late):
            last = each  # late footage says nothing of why the camera was not recorded
        covered = max(covered, each.end)
    if end - covered < LEAST_GAP:
        return found
    behind = end if known.mode is RecordingMode.OFF else max(covered, min(end, known.now - PENDING))
    found += _gap(covered, behind, last, known)
    if behind < end:
        found.append(RecordingGap(start=behind, end=end, reason=GapReason.PENDING))
    return found


def _span(segments: Sequence[SegmentClosed]) -> RecordedSpan:
    first, last = segments[0], segments[-1]
    return RecordedSpan(
        start=first.start,
        end=max(last.end, first.end),
        run=first.run,
        segments=len(segments),
        frames=sum(each.frames for each in segments),
        size_bytes=sum(each.size_bytes for each in segments),
        codec=first.codec,
        width=first.width,
        height=first.height,
        purpose=first.purpose,
        late=first.late,
    )


def _gap(start: datetime, end: datetime, last: SegmentClosed | None, known: Known) -> Iterable[RecordingGap]:
    if start < end:
        failure = last.failure if last is not None else None
        yield RecordingGap(start=start, end=end, reason=_reason(start, last, known), failure=failure)


def _reason(start: datetime, last: SegmentClosed | None, known: Known) -> GapReason:
    if last is not None and last.ended is not None and last.ended in _REASONS:
        return _REASONS[last.ended]
    if last is not None and last.recovered:
        return GapReason.WORKER
    kept = None if known.retention_hours is None else timedelta(hours=known.retention_hours)
    if last is None and kept is not None and start < known.now - kept:
        return GapReason.EXPIRED
    if last is None and known.mode is RecordingMode.OFF:
        return GapReason.OFF
    return GapReason.UNKNOWN
