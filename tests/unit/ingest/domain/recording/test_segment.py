import io
import itertools
from datetime import timedelta

import av
import pytest

from lokus_ingest.domain.recording.fragment import Fragments, shift_90k
from lokus_ingest.domain.recording.samples import parameter_sets
from lokus_ingest.domain.recording.segment import SegmentHead, head_boxes, read_whole
from lokus_ingest.domain.sound import Sound
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.recording import RecordingPurpose, SoundCodec
from unit.ingest.encoded import FRAME_90K, encoded
from unit.ingest.encoded_sound import encoded_sound
from unit.ingest.samples import NOON

AAC = encoded_sound(SoundCodec.AAC)[0].format
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


def written_with_sound(codec: SoundCodec | None) -> bytes:
    """Three seconds of pictures; their sound misses what lies between 0.5 s and 2 s, its end comes late."""
    units, format_, sounds = encoded(Codec.H264, frames=75, gop=25), None, list[Sound]()
    if codec is not None:
        every = encoded_sound(codec, seconds=3)
        format_ = every[0].format
        sounds = [sound for sound in every if not 90_000 <= sound.pts_90k < 180_000]
    head = HEAD.model_copy(update={"sound": codec})
    content = head_boxes(head, parameter_sets(Codec.H264, units[0].payload), format_)
    fragments = Fragments(0, 0, format_)
    for second in range(3):
        gop, start = units[second * 25 : second * 25 + 25], second * 90_000
        heard = [sound for sound in sounds if start <= sound.pts_90k < start + 45_000]
        content += fragments.make(gop, None, heard)[0]
    rest = fragments.rest([sound for sound in sounds if sound.pts_90k >= 225_000])
    return content + (rest[0] if rest is not None else b"")


@pytest.mark.parametrize("codec", list(SoundCodec))
def test_sound_plays_beside_the_pictures_and_leaves_them_as_they_are(codec: SoundCodec) -> None:
    content = written_with_sound(codec)
    with av.open(io.BytesIO(content), "r") as played:
        times = [frame.time for frame in played.decode(audio=0) if frame.time is not None]
    assert times[0] == 0
    assert times[-1] == pytest.approx(2.95, abs=0.2)
    steps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert [step for step in steps if step > 0.2] == [pytest.approx(1.5, abs=0.15)]
    assert pictures_of(content) == pictures_of(written_with_sound(None))
    whole = read_whole(content)
    assert whole is not None
    assert whole.end == len(content)
    closed = whole.head.closed(whole.stretches, whole.end, "0" * 64, recovered=True)
    assert (closed.sound, closed.frames, closed.duration_90k) == (codec, 75, 270_000)


def test_a_track_that_nothing_came_on_is_no_sound() -> None:
    head = HEAD.model_copy(update={"sound": SoundCodec.AAC})
    _, stretch = Fragments(0, 0, AAC).make(encoded(Codec.H264)[:20], None, ())
    assert head.closed([stretch], 1, "0" * 64, recovered=False).sound is None


def pictures_of(content: bytes) -> list[tuple[int | None, int | None, bytes]]:
    """What a player gets of the pictures: times and bytes."""
    with av.open(io.BytesIO(content), "r") as played:
        return [(each.pts, each.dts, bytes(each)) for each in played.demux(video=0) if each.size]


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
