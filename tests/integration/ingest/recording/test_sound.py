"""Sound is recorded where the owner of a camera wants it, nowhere else, and never at the cost of pictures."""

import itertools
import json
import subprocess
from contextlib import AsyncExitStack
from pathlib import Path

import av

from integration.ingest.habits.camera import Camera
from integration.ingest.habits.footage import INTERVAL_90K
from integration.ingest.recording.conftest import Archive, decoded_times
from integration.ingest.recording.speaking import Raving, Speaking
from lokus_proto.v1.camera import Transport
from lokus_proto.v1.recording import RecordingMode, RecordingPolicy, SegmentClosed, SoundCodec

SILENT = RecordingPolicy(mode=RecordingMode.CONTINUOUS)
AUDIBLE = RecordingPolicy(mode=RecordingMode.CONTINUOUS, sound=True)
AS_FFPROBE_SAYS = {
    SoundCodec.AAC: "aac",
    SoundCodec.OPUS: "opus",
    SoundCodec.PCMA: "pcm_alaw",
    SoundCodec.PCMU: "pcm_mulaw",
}
ENOUGH_90K = 3 * 90_000


def codecs_by_ffprobe(path: Path) -> list[str]:
    """The encodings of all tracks; nothing in the file may be odd."""
    told = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "json", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stderr == ""
    return [stream["codec_name"] for stream in json.loads(told.stdout)["streams"]]


def heard_seconds(path: Path) -> list[float]:
    """When a decoder has something to hear."""
    with av.open(path, "r") as played:
        return [frame.time for frame in played.decode(audio=0) if frame.time is not None]


def is_whole(path: Path, closed: SegmentClosed) -> None:
    """All pictures are there, at their exact times."""
    times = decoded_times(path)
    assert len(times) == closed.frames
    assert times == [number * INTERVAL_90K for number in range(closed.frames)]


async def segment_of(archive: Archive, camera: str) -> SegmentClosed:
    """The first of a camera that is long enough to say something."""

    def of_camera(told: list[SegmentClosed]) -> list[SegmentClosed]:
        return [each for each in told if each.camera == camera and each.duration_90k > ENOUGH_90K]

    return of_camera(await archive.until(lambda told: bool(of_camera(told))))[0]


def asked_for(camera: Camera) -> set[str]:
    """Which tracks were set up."""
    return {request.url.rsplit("/", 1)[1] for request in camera.requests if request.method == "SETUP"}


async def test_sound_is_recorded_as_it_was_sent_and_in_step_with_its_pictures(archive: Archive) -> None:
    async with AsyncExitStack() as serving:
        for codec in SoundCodec:
            camera = await serving.enter_async_context(Speaking(codec).serving())
            await archive.town.registry.put(codec, camera.url, recording=AUDIBLE)
        raving = await serving.enter_async_context(Raving(SoundCodec.AAC).serving())
        await archive.town.registry.put("raving", raving.url, recording=AUDIBLE)
        silent = await serving.enter_async_context(Speaking(SoundCodec.AAC).serving())
        await archive.town.registry.put("silent", silent.url, recording=SILENT)
        datagrams = await serving.enter_async_context(Speaking(SoundCodec.PCMU).serving())
        await archive.town.registry.put(
            "datagrams", datagrams.url, recording=AUDIBLE, transport=Transport.UDP
        )
        for codec in SoundCodec:
            closed = await segment_of(archive, codec)
            path = archive.path(closed)
            is_whole(path, closed)
            assert codecs_by_ffprobe(path) == ["h264", AS_FFPROBE_SAYS[codec]]
            assert (closed.sound, closed in archive.index(closed)) == (codec, True)
            times, length = heard_seconds(path), closed.duration_90k / 90_000
            assert times[0] < 0.3
            assert abs(times[-1] - length) < 0.3
            assert max(later - earlier for earlier, later in itertools.pairwise(times)) < 0.07
        closed = await segment_of(archive, "raving")
        is_whole(archive.path(closed), closed)
        assert asked_for(raving) == {"track1", "track2"}
        closed = await segment_of(archive, "silent")
        is_whole(archive.path(closed), closed)
        assert (closed.sound, codecs_by_ffprobe(archive.path(closed))) == (None, ["h264"])
        assert asked_for(silent) == {"track1"}
        closed = await segment_of(archive, "datagrams")
        assert closed.sound is SoundCodec.PCMU
        assert len(decoded_times(archive.path(closed))) == closed.frames
        assert abs(heard_seconds(archive.path(closed))[-1] - closed.duration_90k / 90_000) < 0.5


async def test_a_killed_ingest_keeps_the_sound_of_whole_fragments(archive: Archive) -> None:
    async with Speaking(SoundCodec.PCMA).serving() as camera:
        await archive.town.registry.put("c1", camera.url, recording=AUDIBLE)
        await archive.until_spooled(200_000)
        archive.process.kill()
        archive.process.start()
        told = await archive.until(lambda told: any(closed.recovered for closed in told))
        closed = next(closed for closed in told if closed.recovered)
    is_whole(archive.path(closed), closed)
    assert closed.sound is SoundCodec.PCMA
    assert abs(heard_seconds(archive.path(closed))[-1] - closed.duration_90k / 90_000) < 0.3


async def test_switched_off_sound_is_no_longer_asked_for(archive: Archive) -> None:
    async with Speaking(SoundCodec.PCMA).serving() as camera:
        await archive.town.registry.put("c1", camera.url, recording=AUDIBLE)
        await archive.until_spooled(50_000)
        assert asked_for(camera) == {"track1", "track2"}
        camera.requests.clear()
        await archive.town.registry.put("c1", camera.url, recording=SILENT)
        told = await archive.until(lambda told: len({closed.run for closed in told}) > 1)
        assert asked_for(camera) == {"track1"}
    assert [closed.sound for closed in told if closed.run == max(each.run for each in told)] == [None]
