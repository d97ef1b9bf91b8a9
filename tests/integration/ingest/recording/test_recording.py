"""A camera is recorded by a real ingest; what it recorded plays, also when ingest was killed."""

import hashlib
import itertools
import subprocess
from pathlib import Path

from integration.ingest.recording.conftest import Archive, decoded_times
from integration.ingest.virtual_cameras import VirtualCamera
from lokus_ingest.domain.recording.segment import read_whole
from lokus_proto.v1.recording import RecordingMode, RecordingPolicy, RecordingPurpose

ALWAYS = RecordingPolicy(mode=RecordingMode.CONTINUOUS, purpose=RecordingPurpose.ELECTION)
FRAME_90K = 9000


def frames_by_ffprobe(path: Path) -> int:
    counting = ["-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0"]
    told = subprocess.run(
        ["ffprobe", "-v", "error", *counting, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stderr == ""
    return int(told.stdout.strip().strip(","))


async def test_segments_play_whole_follow_one_another_and_are_told(
    archive: Archive, camera: VirtualCamera
) -> None:
    await archive.town.registry.put("c1", camera.url, recording=ALWAYS)
    first, second, *_ = await archive.until(lambda told: len(told) >= 2)
    assert {tenant for tenant, _ in archive.told} == {archive.town.tenant}
    assert second.start.second % 10 <= 1
    assert second.run == first.run
    assert first.first_pts_90k + first.duration_90k == second.first_pts_90k
    for closed in (first, second):
        path = archive.path(closed)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == closed.sha256
        times = decoded_times(path)
        assert len(times) == closed.frames == frames_by_ffprobe(path)
        assert times[0] == 0
        assert all(0 < later - earlier < 2 * FRAME_90K for earlier, later in itertools.pairwise(times))
        assert (closed.purpose, closed.recovered) == (RecordingPurpose.ELECTION, False)
        assert closed in archive.index(closed)
    assert len(decoded_times(archive.path(second))) in range(90, 111)


async def test_a_killed_ingest_loses_no_more_than_its_last_fragment(
    archive: Archive, camera: VirtualCamera
) -> None:
    await archive.town.registry.put("c1", camera.url, recording=ALWAYS)
    await archive.until_spooled(60_000)
    archive.process.kill()
    (left,) = [path for path in archive.open_segments() if path.stat().st_size > 0][-1:]
    content = left.read_bytes()
    whole = read_whole(content)
    assert whole is not None
    with left.open("ab") as torn:
        torn.write(content[-5000:-10])  # as a write that the crash cut short would leave it
    archive.process.start()
    told = await archive.until(lambda told: any(closed.recovered for closed in told))
    closed = next(closed for closed in told if closed.recovered)
    kept = archive.path(closed).read_bytes()
    assert kept == content[: whole.end]
    assert len(content) - len(kept) == 0
    assert hashlib.sha256(kept).hexdigest() == closed.sha256
    assert (
        len(decoded_times(archive.path(closed))) == closed.frames == frames_by_ffprobe(archive.path(closed))
    )


async def test_an_ingest_that_is_told_to_end_closes_its_segments_and_brings_them_to_the_store(
    archive: Archive, camera: VirtualCamera
) -> None:
    await archive.town.registry.put("c1", camera.url, recording=ALWAYS)
    await archive.until_spooled(20_000)
    assert archive.process.stop() == 0
    assert archive.spooled() == []
    first = (await archive.until(lambda told: len(told) > 0))[0]
    assert not first.recovered
    assert len(decoded_times(archive.path(first))) == first.frames


async def test_a_camera_without_a_policy_leaves_nothing_on_the_disk(
    archive: Archive, camera: VirtualCamera
) -> None:
    await archive.town.registry.put("c1", camera.url)
    await archive.town.states.until("c1", lambda state: state.measured is not None and state.measured.fps > 5)
    assert archive.spooled() == []
