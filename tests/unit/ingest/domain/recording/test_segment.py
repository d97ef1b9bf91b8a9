import io
from datetime import timedelta

import av
import pytest

from lokus_ingest.domain.recording.fragment import Fragments, shift_90k
from lokus_ingest.domain.recording.samples import parameter_sets
from lokus_ingest.domain.recording.segment import SegmentHead, head_boxes, read_whole
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.recording import RecordingPurpose
from unit.ingest.encoded import FRAME_90K, encoded
from unit.ingest.samples import NOON

HEAD = SegmentHead(
    tenant="jakarta",
    camera="cam-1",
    stream=StreamName.MAIN,
    run=7,
    epoch=0,
    start=NOON + timedelta(milliseconds=5),
    first_pts_90k=0,
    codec=Codec.H264,
    width=160,
    height=96,
    purpose=RecordingPurpose.SECURITY,
)


def written(units: tuple[AccessUnit, ...]) -> bytes:
    """A segment of 20 pictures a fragment."""
    gops = [units[place : place + 20] for place in range(0, len(units), 20)]
    shift = shift_90k(gops[0])
    head = HEAD.model_copy(update={"codec": units[0].codec, "shift_90k": shift})
    fragments = Fragments(0, shift)
    pieces = [fragments.make(gop, None)[0] for gop in gops]
    return head_boxes(head, parameter_sets(units[0].codec, units[0].payload)) + b"".join(pieces)


@pytest.mark.parametrize("codec", list(Codec))
@pytest.mark.parametrize("reordered", [False, True])
def test_a_segment_plays_whole_and_at_its_exact_times(codec: Codec, *, reordered: bool) -> None:
    content = written(encoded(codec, reordered=reordered))
    with av.open(io.BytesIO(content), "r") as played:
        times = [frame.pts for frame in played.decode(video=0)]
        assert played.streams.video[0].time_base is not None
        assert played.streams.video[0].time_base.denominator == 90_000
    assert times == [number * FRAME_90K for number in range(60)]


def test_what_is_told_of_a_segment_is_read_from_its_bytes() -> None:
    content = written(encoded(Codec.H264))
    whole = read_whole(content)
    assert whole is not None
    assert (whole.head, whole.end) == (HEAD, len(content))
    closed = whole.head.closed(whole.stretches, whole.end, "0" * 64, recovered=True)
    assert (closed.frames, closed.duration_90k) == (60, 60 * FRAME_90K)
    assert closed.end - closed.start == timedelta(seconds=2.4)
    assert closed.object == "jakarta/cam-1/main/2026-11-22/12/1795348800005-7.mp4"


def test_a_segment_that_lost_its_end_keeps_its_whole_fragments() -> None:
    content = written(encoded(Codec.H264))
    for length in range(0, len(content), 97):
        whole = read_whole(content[:length])
        if whole is not None:
            assert whole.end <= length
            assert sum(stretch.frames for stretch in whole.stretches) in {20, 40}
    assert read_whole(content[:-1]) is not None


def test_bytes_without_a_fragment_are_no_segment() -> None:
    assert read_whole(b"") is None
    assert read_whole(head_boxes(HEAD, parameter_sets(Codec.H264, encoded(Codec.H264)[0].payload))) is None
