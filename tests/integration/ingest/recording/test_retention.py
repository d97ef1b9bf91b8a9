"""Recordings go when their retention is over, each camera's by its own; made old here by their names."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from integration.ingest.conftest import Town, open_town
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.recording.test_full_disk import hours_ago
from lokus_proto.v1.recording import RecordingHold, RecordingMode, RecordingPolicy, RecordingPurpose
from support.engines import NatsServer
from support.waiting import until

NOWHERE = "rtsp://192.0.2.1/none"


@pytest.fixture
def process(own_nats_server: NatsServer, credentials_key: str, tmp_path: Path) -> Iterator[IngestProcess]:
    """Of which the test says when it starts."""
    found = IngestProcess(own_nats_server.url, credentials_key, tmp_path / "log", tmp_path)
    yield found
    found.kill_if_running()


def recorded(store: Path, town: Town, camera: str, hours: int) -> Path:
    """An hour of a camera: a segment and its index."""
    start = hours_ago(hours)
    folder = store / f"{town.tenant}/{camera}/main/{start:%Y-%m-%d}/{start:%H}"
    folder.mkdir(parents=True)
    (folder / f"{int(start.timestamp() * 1000)}-1.mp4").write_bytes(b"segment")
    (folder / "index-1.jsonl").write_text("{}\n")
    return folder


def policy(purpose: RecordingPurpose, retention_hours: int) -> RecordingPolicy:
    return RecordingPolicy(mode=RecordingMode.CONTINUOUS, purpose=purpose, retention_hours=retention_hours)


def held(hours: int) -> RecordingHold:
    start = hours_ago(hours) + timedelta(minutes=30)
    return RecordingHold(id="h1", start=start, end=start + timedelta(seconds=1))


async def gone(*folders: Path) -> None:
    async def ask() -> bool:
        return not any(folder.exists() for folder in folders)

    await until(ask, "end of retention", 60)


async def test_each_camera_keeps_its_own_retention_and_a_hold_lasts_until_it_is_lifted(
    own_nats_server: NatsServer, credentials_key: str, process: IngestProcess, tmp_path: Path
) -> None:
    store = tmp_path / "store"

    async def one_hour_is_held() -> bool:
        return await process.metric("lokus_ingest_held_hours") == 1

    async with (
        open_town(own_nats_server.url, credentials_key) as town,
        open_town(own_nats_server.url, credentials_key) as twin,
    ):
        due = [recorded(store, town, "usual", 75), recorded(store, town, "traffic", 27)]
        due += [recorded(store, twin, "traffic", 75)]
        stays = [recorded(store, town, "usual", 71), recorded(store, town, "traffic", 23)]
        stays += [recorded(store, town, "election", 700), recorded(store, town, "unknown", 9000)]
        stays += [recorded(store, twin, "traffic", 27)]
        evidence = recorded(store, town, "traffic", 48)
        await town.registry.put("usual", NOWHERE, enabled=False)
        short = policy(RecordingPurpose.TRAFFIC, 24)
        await town.registry.put("traffic", NOWHERE, enabled=False, recording=short, holds=(held(48),))
        long = policy(RecordingPurpose.ELECTION, 24 * 30)
        await town.registry.put("election", NOWHERE, enabled=False, recording=long)
        await twin.registry.put("traffic", NOWHERE, enabled=False)
        process.start()
        await gone(*due)
        assert all(len(list(folder.iterdir())) == 2 for folder in (*stays, evidence))
        await until(one_hour_is_held, "count of what is held")
        await town.registry.put("traffic", NOWHERE, enabled=False, recording=short)
        await gone(evidence)
        assert all(folder.exists() for folder in stays)
        assert await process.metric("lokus_ingest_expired_hours_total") == 4
