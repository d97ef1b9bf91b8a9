"""A worker that is killed in the middle of late footage: another finishes it, once."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from integration.ingest.conftest import open_town
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.late.conftest import Sender, an_hour_ago, film
from integration.ingest.recording.conftest import Archive, decoded_times
from lokus_proto.v1.late_footage import LatePhase
from lokus_proto.v1.recording import SegmentClosed
from support.engines import NatsServer
from support.waiting import until

MINUTES = 6


def anything_stored(sender: Sender) -> Callable[[], Awaitable[bool]]:
    async def ask() -> bool:
        return bool(sender.stored())

    return ask


def lines_of_index(sender: Sender) -> list[SegmentClosed]:
    indexes = (sender.archive.folder / "store").rglob("index-*.jsonl")
    lines = [line for index in indexes for line in index.read_text().splitlines()]
    return sorted((SegmentClosed.model_validate_json(line) for line in lines), key=lambda each: each.start)


async def test_footage_of_a_killed_worker_is_finished_by_another_and_nothing_is_doubled(
    own_nats_server: NatsServer, credentials_key: str, tmp_path: Path
) -> None:
    content = film(tmp_path / "clip.mp4", 60 * MINUTES)
    folder = tmp_path / "recordings"
    one, other = (
        IngestProcess(own_nats_server.url, credentials_key, tmp_path / f"log-{name}", folder)
        for name in ("one", "other")
    )
    one.start()
    async with open_town(own_nats_server.url, credentials_key) as town, asyncio.TaskGroup() as tasks:
        sender = Sender(Archive(folder, one, town))
        following = tasks.create_task(sender.archive.follow())
        await town.registry.put("c1", "rtsp://127.0.0.1/", enabled=False)
        await sender.send("f1", content, an_hour_ago())
        await until(anything_stored(sender), "stored segment", poll_seconds=0.005)
        one.kill()
        cut_short = len(sender.stored())
        other.start()
        try:
            end = await sender.end("f1")
        finally:
            other.kill()
        while not following.done():
            following.cancel()
            await asyncio.wait({following}, timeout=0.2)
    assert 0 < cut_short < MINUTES * 6
    assert (end.phase, end.frames, end.segments) == (LatePhase.STORED, 25 * 60 * MINUTES, MINUTES * 6)
    lines = lines_of_index(sender)
    assert len(lines) == len(sender.stored()) == end.segments
    assert all(earlier.end == later.start for earlier, later in itertools.pairwise(lines))
    assert {closed.object for closed in sender.told("f1")} == {line.object for line in lines}
    assert max(Counter(closed.sha256 for closed in sender.told("f1")).values()) == 1
    assert sum(len(decoded_times(path)) for path in sender.stored()[:3]) == 750
    assert not list((folder / "spool").rglob("*.mp4*"))
