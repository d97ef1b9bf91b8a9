"""A disk that is really full: what may go goes, what is held stays, and recording comes back by itself."""

import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from integration.ingest.conftest import open_town
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.recording.conftest import Archive, decoded_times, following
from integration.ingest.recording.small_disk import SmallDisk, small_disk
from integration.ingest.virtual_cameras import VirtualCamera
from lokus_ingest.adapters.recording.segment_file import FACTS
from lokus_ingest.domain.recording.retention import read_folder
from lokus_kit.clock import SystemClock
from lokus_proto.v1.recording import RecordingHold, RecordingMode, RecordingPolicy, SegmentClosed
from lokus_proto.v1.stream_state import RecordingState
from support.engines import NatsServer
from support.waiting import until

ALWAYS = RecordingPolicy(mode=RecordingMode.CONTINUOUS)
MIB = 1024 * 1024


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", 8 * MIB) as mounted:
        yield mounted


@pytest.fixture
def recording_ingest(
    own_nats_server: NatsServer, credentials_key: str, disk: SmallDisk, tmp_path: Path
) -> Iterator[IngestProcess]:
    """Of which the test says when it starts, and at which marks."""
    process = IngestProcess(
        own_nats_server.url, credentials_key, tmp_path / "log", disk.mounted, within=disk.within
    )
    yield process
    process.kill_if_running()


@pytest.fixture
async def archive(
    own_nats_server: NatsServer, credentials_key: str, recording_ingest: IngestProcess, disk: SmallDisk
) -> AsyncIterator[Archive]:
    async with (
        open_town(own_nats_server.url, credentials_key) as town,
        following(Archive(disk.folder, recording_ingest, town)) as found,
    ):
        yield found


def hours_ago(hours: int) -> datetime:
    return SystemClock().now().astimezone(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(
        hours=hours
    )


def old_hour(archive: Archive, hours: int, size_bytes: int = MIB) -> Path:
    """An hour of the camera `c1`, made old by its name."""
    start = hours_ago(hours)
    tenant = archive.town.tenant
    folder = archive.folder / "store" / f"{tenant}/c1/main/{start:%Y-%m-%d}/{start:%H}"
    assert read_folder(str(folder.relative_to(archive.folder / "store"))).start == start
    folder.mkdir(parents=True)
    (folder / f"{int(start.timestamp() * 1000)}-1.mp4").write_bytes(os.urandom(size_bytes))
    return folder


def digest(folder: Path) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())]


def closed_in(spool: Path) -> list[Path]:
    return list(spool.glob("**/*.mp4"))


def all_play(archive: Archive) -> int:
    """Every closed segment, in the store or still in the spool, is as its facts say, and plays; how many."""
    lines = [line for path in archive.folder.rglob("index-*.jsonl") for line in path.read_text().splitlines()]
    kept = [SegmentClosed.model_validate_json(line) for line in lines]
    found = {closed.object: (closed, archive.path(closed)) for closed in kept}
    for path in closed_in(archive.folder / "spool"):
        closed = SegmentClosed.model_validate_json(Path(f"{path}{FACTS}").read_text())
        found.setdefault(closed.object, (closed, path))
    for closed, path in found.values():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == closed.sha256
        assert len(decoded_times(path)) == closed.frames
    return len(found)


async def test_the_oldest_that_nobody_holds_goes_and_then_recording_stops_until_there_is_room(
    archive: Archive, disk: SmallDisk, camera: VirtualCamera
) -> None:
    oldest, held, later = old_hour(archive, 9), old_hour(archive, 7), old_hour(archive, 5)
    evidence = digest(held)
    start = hours_ago(7) + timedelta(minutes=20)
    hold = RecordingHold(id="h1", start=start, end=start + timedelta(minutes=1))
    ballast = disk.fill("ballast", leaving_bytes=MIB // 2)
    await archive.town.registry.put("c1", camera.url, recording=ALWAYS, holds=(hold,))
    archive.process.start(RECORDINGS_HIGH_WATER="0.9", RECORDINGS_LOW_WATER="0.75")
    await archive.town.states.until("c1", lambda state: state.recording is RecordingState.RECORDING)
    assert not oldest.exists()
    assert not later.exists()
    assert digest(held) == evidence
    assert await archive.process.metric("lokus_ingest_expended_hours_total") == 2
    full = disk.fill("more", leaving_bytes=MIB // 2)
    await archive.town.states.until("c1", lambda state: state.recording is RecordingState.REFUSED)
    assert "no recording on it may go" in (await archive.process.readiness())["recordings"]
    assert await archive.process.metric("lokus_ingest_disk_full") == 1
    async with archive.town.reading("c1") as reading:
        await reading.until(lambda units: len(units) > 5)
    seen = len(archive.town.states.all)
    assert disk.free_bytes() > MIB // 8
    full.unlink()
    ballast.unlink()
    states = archive.town.states
    await states.until("c1", lambda state: state.recording is RecordingState.RECORDING, after=seen)
    assert await archive.process.readiness() == {}
    assert archive.process.stop() == 0
    assert all_play(archive) >= 2
    assert digest(held) == evidence


async def test_what_the_disk_refuses_in_the_middle_of_a_segment_leaves_no_torn_one(
    archive: Archive, disk: SmallDisk, camera: VirtualCamera
) -> None:
    await archive.town.registry.put("c1", camera.url, recording=ALWAYS)
    ballast = disk.fill("ballast", leaving_bytes=160 * 1024)
    archive.process.start(RECORDINGS_HIGH_WATER="1", RECORDINGS_LOW_WATER="0.9999")
    refused = await archive.town.states.until("c1", lambda state: state.recording is RecordingState.REFUSED)
    assert refused.measured is not None
    assert "No space left" in archive.process.log()
    seen = len(archive.town.states.all)
    ballast.unlink()
    states = archive.town.states
    await states.until("c1", lambda state: state.recording is RecordingState.RECORDING, after=seen)
    assert archive.process.stop() == 0
    assert all_play(archive) >= 2
    assert [path for path in archive.spooled() if path.suffix == ".open"] == []


async def test_a_store_without_room_gets_all_when_it_has_room(
    own_nats_server: NatsServer,
    credentials_key: str,
    disk: SmallDisk,
    camera: VirtualCamera,
    tmp_path: Path,
) -> None:
    process = IngestProcess(own_nats_server.url, credentials_key, tmp_path / "log", tmp_path, disk.within)
    ballast = disk.fill("ballast", leaving_bytes=64 * 1024)
    async with (
        open_town(own_nats_server.url, credentials_key) as town,
        following(Archive(disk.folder, process, town)) as archive,
    ):
        await town.registry.put("c1", camera.url, recording=ALWAYS)
        store = {"RECORDINGS_URL": f"file://{disk.mounted}/store"}
        process.start(**store, RECORDINGS_HIGH_WATER="1", RECORDINGS_LOW_WATER="0.9999")

        async def recorded() -> bool:
            return any(path.stat().st_size > 100_000 for path in (tmp_path / "spool").glob("**/*.mp4.open"))

        async def refused() -> bool:
            return "No space left" in process.log()

        await until(recorded, "an open segment larger than the store's room")
        await town.registry.put("c1", camera.url, recording=RecordingPolicy())
        await until(refused, "a refusal of the store")
        assert archive.told == []
        assert closed_in(tmp_path / "spool") != []
        ballast.unlink()
        await archive.until(lambda told: len(told) >= 1)
        assert all_play(archive) >= 1
        assert process.stop() == 0
        left = [path.name for path in (disk.folder / "store").rglob("*") if path.is_file()]
        assert [name for name in left if not name.endswith((".mp4", ".jsonl"))] == []
