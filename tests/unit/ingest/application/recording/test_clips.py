import asyncio
import io
from datetime import datetime, timedelta
from itertools import pairwise

import av
import pytest

from lokus_ingest.application.recording.clips import Clips
from lokus_ingest.domain.recording.planning import Wanted
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.errors import NotFound
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.footage import ClipPart, ClipPieceRequest, FootageRefusal
from lokus_proto.v1.recording import SoundCodec
from unit.ingest.encoded import FRAME_90K, encoded
from unit.ingest.encoded_sound import encoded_sound
from unit.ingest.footage import FRAME, SECOND, MemoryFootage, clip_of, coded, heard_times, shown_times
from unit.ingest.samples import KEY, NOON

LENGTH = 60 * FRAME
"""Of what an encoded scene shows."""


def pictures(content: bytes) -> list[bytes]:
    """As a decoder gives them."""
    with av.open(io.BytesIO(content), "r") as played:
        return [frame.to_ndarray().tobytes() for frame in played.decode(video=0)]


def two_segments(codec: Codec = Codec.H264, *, reordered: bool = False) -> MemoryFootage:
    footage = MemoryFootage()
    footage.record(encoded(codec, reordered=reordered))
    later = encoded(codec, reordered=reordered)
    footage.record(later, NOON + LENGTH + 0.02 * SECOND, first_pts_90k=60 * FRAME_90K)
    return footage


@pytest.mark.parametrize("codec", list(Codec))
@pytest.mark.parametrize("reordered", [False, True])
def test_a_clip_shows_its_time_and_nothing_else(codec: Codec, *, reordered: bool) -> None:
    footage = two_segments(codec, reordered=reordered)
    plan, content = asyncio.run(clip_of(footage, NOON + 1.3 * SECOND, NOON + 3.1 * SECOND))
    times = shown_times(content)
    assert times[0] == 1800  # the picture of 1.32 s
    assert all(later - earlier == FRAME_90K for earlier, later in pairwise(times))
    needed = 2 if reordered else 0  # a picture that one before it is made of comes along
    assert len(times) in range(45, 46 + needed)
    assert (plan.start, plan.end) == (NOON + 1.3 * SECOND, NOON + 3.1 * SECOND)
    assert plan.size_bytes == len(content)


@pytest.mark.parametrize("reordered", [False, True])
def test_the_coded_pictures_are_those_of_the_segments(*, reordered: bool) -> None:
    footage = two_segments(reordered=reordered)
    recorded = [picture for content in footage.objects.values() for picture in coded(content)]
    _, content = asyncio.run(clip_of(footage, NOON + 0.9 * SECOND, NOON + 3 * SECOND))
    shown = coded(content)
    begin = recorded.index(shown[0])
    assert begin == 20
    assert shown == recorded[begin : begin + len(shown)]


def test_the_answers_are_the_same_however_large_they_may_be() -> None:
    footage = two_segments()
    clips = {
        asyncio.run(clip_of(footage, NOON + SECOND, NOON + 4 * SECOND, most_bytes=most_bytes))[1]
        for most_bytes in (1024, 1500, 4096, 1_000_000)
    }
    assert len(clips) == 1


def test_a_gap_stays_as_long_as_it_was() -> None:
    footage = MemoryFootage()
    footage.record(encoded(Codec.H264))
    footage.record(encoded(Codec.H264), NOON + 10 * SECOND, run=8)
    _, content = asyncio.run(clip_of(footage, NOON, NOON + 20 * SECOND))
    times = shown_times(content)
    assert len(times) == 120
    assert times[60] == 900_000
    jumps = [later - earlier for earlier, later in pairwise(times)]
    assert sorted(jumps)[-2:] == [FRAME_90K, 900_000 - 59 * FRAME_90K]


def test_other_parameter_sets_are_described_and_stand_in_front_of_key_frames() -> None:
    footage = MemoryFootage()
    footage.record(encoded(Codec.H264))
    footage.record(encoded(Codec.H264, reordered=True), NOON + LENGTH, run=8)
    plan, content = asyncio.run(clip_of(footage, NOON, NOON + 20 * SECOND))
    assert plan.size_bytes is None
    assert [part.tracks[0].entry for part in plan.parts] == [1, 2]
    assert plan.opening.count(b"avcC") == plan.opening.count(b"avc3") == 2
    times = shown_times(content)
    assert times == sorted(times)
    one_by_one = [picture for segment in footage.objects.values() for picture in pictures(segment)]
    assert len(one_by_one) == 120
    assert pictures(content) == one_by_one


def test_late_footage_is_shown_where_nothing_else_is() -> None:
    footage = MemoryFootage()
    footage.record(encoded(Codec.H264))
    footage.record(encoded(Codec.H264, frames=300), NOON + SECOND, run=2**52, late=True)
    footage.record(encoded(Codec.H264), NOON + 6 * SECOND, run=8)
    plan, content = asyncio.run(clip_of(footage, NOON, NOON + 20 * SECOND))
    assert [part.segment.endswith(f"{2**52}.mp4") for part in plan.parts] == [False, True, False, True]
    times = shown_times(content)
    assert times == sorted(set(times))
    first_late = 900_00 + 2 * 20 * FRAME_90K  # its first key frame behind what was recorded live
    assert times[60] == first_late
    assert 540_000 in times


def test_another_codec_is_two_clips() -> None:
    footage = MemoryFootage()
    footage.record(encoded(Codec.H264))
    footage.record(encoded(Codec.H265), NOON + LENGTH, run=8)
    plan, _ = asyncio.run(clip_of(footage, NOON, NOON + 20 * SECOND))
    assert plan.refusal is FootageRefusal.CODEC_CHANGES
    assert plan.detail is not None
    assert "12:00:02.4" in plan.detail


def test_no_picture_from_before_the_floor_is_in_a_clip() -> None:
    footage = two_segments()
    floor = NOON + 1.3 * SECOND
    plan, content = asyncio.run(clip_of(footage, floor, NOON + 3 * SECOND, floor=floor))
    assert plan.start == NOON + 1.6 * SECOND
    assert shown_times(content)[0] == 0
    with av.open(io.BytesIO(content), "r") as played:
        assert len(list(played.decode(video=0))) == 35


def test_a_clip_begins_where_the_recording_does() -> None:
    plan, content = asyncio.run(clip_of(two_segments(), NOON - 5 * SECOND, NOON + SECOND))
    assert plan.start == NOON
    assert len(shown_times(content)) == 25


def test_where_nothing_is_recorded_the_nearest_footage_is_told() -> None:
    footage = two_segments()
    plan, _ = asyncio.run(clip_of(footage, NOON + timedelta(hours=1), NOON + timedelta(hours=2)))
    assert plan.refusal is FootageRefusal.NOTHING_RECORDED
    assert [(span.start, span.segments) for span in plan.nearest] == [(NOON, 2)]
    other = StreamKey("bandung", KEY.camera, StreamName.MAIN)
    plan, _ = asyncio.run(clip_of(footage, NOON, NOON + SECOND, key=other))
    assert (plan.refusal, plan.nearest) == (FootageRefusal.NOTHING_RECORDED, ())


def test_a_piece_is_read_below_the_folder_of_the_camera_that_is_asked_for() -> None:
    footage = two_segments()

    async def scene() -> None:
        plan = await Clips(footage).plan(KEY, Wanted(NOON, NOON + SECOND, None))
        part = plan.parts[0]
        asked = ClipPieceRequest(camera=KEY.camera, part=part, byte=part.start_byte, most_bytes=4096)
        for other in (StreamKey("bandung", KEY.camera, KEY.stream), StreamKey(KEY.tenant, "x", KEY.stream)):
            with pytest.raises(NotFound):
                await Clips(footage).piece(other, asked)

    asyncio.run(scene())


@pytest.mark.parametrize("name", ["../x/main/1-1.mp4", "main/2026-01-01/00/../1-1.mp4", "/etc/passwd"])
def test_a_segment_has_the_name_of_one(name: str) -> None:
    with pytest.raises(ValueError, match="segment"):
        ClipPart(segment=name, start_byte=0, end_byte=1, sequence=0, tracks=())


def test_a_place_that_is_none_is_told() -> None:
    footage = two_segments()

    async def scene(at: datetime) -> None:
        plan = await Clips(footage).plan(KEY, Wanted(at, at + SECOND, None))
        asked = ClipPieceRequest(
            camera=KEY.camera, part=plan.parts[0], byte=plan.parts[0].start_byte + 3, most_bytes=4096
        )
        with pytest.raises(ValueError, match="fragment"):
            await Clips(footage).piece(KEY, asked)

    asyncio.run(scene(NOON))


@pytest.mark.parametrize("codec", list(SoundCodec))
def test_a_clip_has_the_sound_of_its_time(codec: SoundCodec) -> None:
    footage = MemoryFootage()
    footage.record(encoded(Codec.H264), sounds=encoded_sound(codec))
    later = encoded(Codec.H264)
    footage.record(
        later, NOON + LENGTH, first_pts_90k=60 * FRAME_90K, sounds=encoded_sound(codec, seconds=2.2)
    )
    plan, content = asyncio.run(clip_of(footage, NOON + SECOND, NOON + 3 * SECOND))
    assert plan.size_bytes == len(content)
    assert len(shown_times(content)) == 50
    times = [time for time in heard_times(content) if time >= 0]
    assert times[0] == pytest.approx(0, abs=0.07)
    assert times[-1] == pytest.approx(1.95, abs=0.15)
    plan, content = asyncio.run(clip_of(footage, NOON, NOON + 2 * LENGTH))
    assert plan.size_bytes == len(content)
    assert heard_times(content)[-1] == pytest.approx(4.6, abs=0.2)


def test_no_sound_from_before_the_floor_is_in_a_clip() -> None:
    footage = MemoryFootage()
    footage.record(encoded(Codec.H264), sounds=encoded_sound(SoundCodec.AAC))
    # Two pictures before the second key frame is shown, the sound of its fragment begins.
    at_key_frame = NOON + 0.8 * SECOND
    plan, _ = asyncio.run(clip_of(footage, at_key_frame, NOON + LENGTH, floor=NOON + 0.7 * SECOND))
    assert plan.start == at_key_frame
    plan, content = asyncio.run(clip_of(footage, at_key_frame, NOON + LENGTH, floor=at_key_frame))
    assert plan.start == NOON + 1.6 * SECOND
    assert heard_times(content)[0] >= -0.8


def test_sound_of_another_kind_is_left_out() -> None:
    footage = MemoryFootage()
    footage.record(encoded(Codec.H264), sounds=encoded_sound(SoundCodec.AAC, seconds=2))
    second = NOON + LENGTH
    footage.record(encoded(Codec.H264), second, run=8, sounds=encoded_sound(SoundCodec.PCMU, seconds=2))
    third = second + LENGTH
    footage.record(encoded(Codec.H264), third, run=9)
    plan, content = asyncio.run(clip_of(footage, NOON, third + LENGTH))
    assert plan.size_bytes is None  # what stays out is known when it is read
    assert len(shown_times(content)) == 180
    assert heard_times(content)[-1] == pytest.approx(2, abs=0.3)
