from datetime import timedelta

import pytest

from lokus_ingest.domain.recording.recorded import Known, gaps, spans
from lokus_proto.v1.footage import GapReason
from lokus_proto.v1.recording import RecordingMode, SegmentClosed, SegmentEnd
from lokus_proto.v1.stream_state import ReasonKind
from unit.ingest.domain.recording.test_joining import at, segment
from unit.ingest.samples import NOON

LONG_AFTER = NOON + timedelta(hours=1)
NOTHING = Known(None, RecordingMode.CONTINUOUS, 72, LONG_AFTER)


def ended(closed: SegmentClosed, how: SegmentEnd | None, failure: ReasonKind | None = None) -> SegmentClosed:
    return closed.model_copy(update={"ended": how, "failure": failure})


def told(
    segments: list[SegmentClosed], known: Known = NOTHING, until: float = 60
) -> list[tuple[object, ...]]:
    found = gaps(segments, at(0), at(until), known)
    edges = [((gap.start - NOON).total_seconds(), (gap.end - NOON).total_seconds()) for gap in found]
    return [(*edge, gap.reason) for edge, gap in zip(edges, found, strict=True)]


def test_segments_that_adjoin_are_one_span_and_another_run_is_another() -> None:
    segments = [segment(0, 10), segment(10.2, 10, first=10), segment(20.3, 10, run=2), segment(40, 5, run=2)]
    found = spans(segments)
    assert [(span.run, span.segments, span.frames) for span in found] == [(1, 2, 50), (2, 1, 25), (2, 1, 25)]
    assert (found[0].start, found[0].end) == (at(0), at(20.2))


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (SegmentEnd.SOURCE, GapReason.SOURCE),
        (SegmentEnd.STOPPED, GapReason.WORKER),
        (SegmentEnd.OFF, GapReason.OFF),
        (SegmentEnd.NO_EVENT, GapReason.NO_EVENT),
        (SegmentEnd.DISK, GapReason.DISK),
        (SegmentEnd.GOES_ON, GapReason.UNKNOWN),
        (None, GapReason.UNKNOWN),
    ],
)
def test_the_segment_before_a_gap_explains_it(how: SegmentEnd | None, reason: GapReason) -> None:
    segments = [ended(segment(0, 10), how), segment(20, 40, run=2)]
    assert told(segments) == [(10, 20, reason)]


def test_how_the_camera_failed_is_told() -> None:
    (gap,) = gaps([ended(segment(0, 10), SegmentEnd.SOURCE, ReasonKind.STALLED)], at(0), at(20), NOTHING)
    assert gap.failure is ReasonKind.STALLED


def test_a_crash_is_the_worker_s() -> None:
    crashed = segment(0, 10).model_copy(update={"recovered": True})
    assert told([crashed], until=20) == [(10, 20, GapReason.WORKER)]


def test_the_segment_before_the_asked_time_explains_its_beginning() -> None:
    known = Known(ended(segment(-30, 10), SegmentEnd.DISK), RecordingMode.CONTINUOUS, 72, LONG_AFTER)
    assert told([segment(20, 40)], known) == [(0, 20, GapReason.DISK)]
    assert told([], known) == [(0, 60, GapReason.DISK)]


def test_what_is_older_than_recordings_stay_has_expired() -> None:
    known = Known(None, RecordingMode.CONTINUOUS, 1, NOON + timedelta(hours=1, minutes=1))
    assert told([], known) == [(0, 60, GapReason.EXPIRED)]


def test_a_camera_that_is_not_recorded_says_so() -> None:
    assert told([], Known(None, RecordingMode.OFF, 72, LONG_AFTER)) == [(0, 60, GapReason.OFF)]


def test_what_an_open_segment_may_hold_is_pending_and_the_future_is_no_gap() -> None:
    known = Known(None, RecordingMode.CONTINUOUS, 72, at(120))
    segments = [ended(segment(0, 10), SegmentEnd.SOURCE)]
    assert told(segments, known, 600) == [(10, 30, GapReason.SOURCE), (30, 120, GapReason.PENDING)]
    assert told(segments, known, 100) == [(10, 30, GapReason.SOURCE), (30, 100, GapReason.PENDING)]
    assert told(segments, known, 5) == []


def test_what_arrived_a_little_late_is_no_gap() -> None:
    assert told([segment(0, 10), segment(10.1, 10, run=2), segment(20.45, 40, run=2, first=10)]) == []


def test_late_footage_closes_a_gap() -> None:
    segments = [ended(segment(0, 10), SegmentEnd.SOURCE), segment(30, 30, run=2)]
    assert told([*segments, segment(10, 20, run=9, late=True)]) == []


def test_late_footage_that_ends_too_early_leaves_the_reason_as_it_was() -> None:
    segments = [ended(segment(0, 10), SegmentEnd.SOURCE, ReasonKind.STALLED), segment(30, 30, run=2)]
    late = ended(segment(10, 5, run=9, late=True), SegmentEnd.FOOTAGE)
    assert told([*segments, late]) == [(15, 30, GapReason.SOURCE)]
