from lokus_ingest.domain.recording.ending import DISK, lost
from lokus_ingest.domain.recording.fragment import Stretch
from lokus_proto.v1.recording import SegmentEnd
from lokus_proto.v1.stream_state import ReasonKind
from unit.ingest.domain.recording.test_segment import HEAD

ONE = [Stretch(25, True, 0, 90_000)]


def test_a_segment_tells_why_it_ended_and_how_the_camera_failed() -> None:
    closed = HEAD.closed(ONE, 4, "0" * 64, recovered=False, ending=lost(ReasonKind.STALLED))
    assert (closed.ended, closed.failure) == (SegmentEnd.SOURCE, ReasonKind.STALLED)
    closed = HEAD.closed(ONE, 4, "0" * 64, recovered=False, ending=DISK)
    assert (closed.ended, closed.failure) == (SegmentEnd.DISK, None)


def test_after_a_crash_nobody_knows_why() -> None:
    closed = HEAD.closed(ONE, 4, "0" * 64, recovered=True)
    assert (closed.ended, closed.failure) == (None, None)
