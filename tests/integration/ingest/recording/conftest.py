"""An ingest that records, on a bus of its own, and what it tells of segments."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import av
import pytest

from integration.ingest.conftest import Town, open_town
from integration.ingest.ingest_process import IngestProcess
from lokus_kit.follow import Kept, Start
from lokus_proto import subjects
from lokus_proto.envelope import open_envelope
from lokus_proto.jetstream import RECORDING
from lokus_proto.v1.recording import SegmentClosed
from support.engines import NatsServer


@dataclass
class Archive:
    """Where an ingest records to, and what it told of it."""

    folder: Path
    process: IngestProcess
    town: Town
    told: list[tuple[str, SegmentClosed]] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    def open_segments(self) -> list[Path]:
        return sorted(self.folder.glob("spool/**/*.mp4.open"))

    async def until_spooled(self, size_bytes: int) -> None:
        """Return when an open segment has grown so large."""
        async with asyncio.timeout(20):
            while True:
                with suppress(FileNotFoundError):  # a folder that the spool has just emptied
                    if any(path.stat().st_size > size_bytes for path in self.open_segments()):
                        return
                await asyncio.sleep(0.1)

    def spooled(self) -> list[Path]:
        return sorted(self.folder.glob("spool/**/*.mp4*"))

    def path(self, closed: SegmentClosed) -> Path:
        return self.folder / "store" / closed.object

    def index(self, closed: SegmentClosed) -> list[SegmentClosed]:
        lines = (self.path(closed).parent / f"index-{closed.run}.jsonl").read_text().splitlines()
        return [SegmentClosed.model_validate(json.loads(line)) for line in lines]

    async def until(self, enough: Callable[[list[SegmentClosed]], bool]) -> list[SegmentClosed]:
        """The segments told so far, once they are enough."""
        async with asyncio.timeout(30):
            while not enough([closed for _, closed in self.told]):
                self.came.clear()
                await self.came.wait()
        return [closed for _, closed in self.told]

    async def follow(self) -> None:
        async def take(kept: Kept) -> None:
            tenant = subjects.parse(kept.subject)[1]
            self.told.append((tenant, open_envelope(kept.payload, SegmentClosed).data))
            self.came.set()

        await self.town.bus.follow(RECORDING, [subjects.all_closed_segments()], take, start=Start.latest())


@pytest.fixture
def recording_ingest(
    own_nats_server: NatsServer, credentials_key: str, tmp_path: Path
) -> Iterator[IngestProcess]:
    process = IngestProcess(own_nats_server.url, credentials_key, tmp_path / "log", tmp_path)
    process.start()
    yield process
    process.kill()


@pytest.fixture
async def archive(
    own_nats_server: NatsServer, credentials_key: str, recording_ingest: IngestProcess, tmp_path: Path
) -> AsyncIterator[Archive]:
    async with (
        open_town(own_nats_server.url, credentials_key) as town,
        following(Archive(tmp_path, recording_ingest, town)) as found,
    ):
        yield found


@asynccontextmanager
async def following(archive: Archive) -> AsyncIterator[Archive]:
    """Have an archive hear what is told of segments, as long as the block lasts."""
    async with asyncio.TaskGroup() as tasks:
        hearing = tasks.create_task(archive.follow())
        yield archive
        while not hearing.done():
            hearing.cancel()
            await asyncio.wait({hearing}, timeout=0.2)


def decoded_times(path: Path) -> list[int]:
    """The presentation times of all pictures that a decoder gets out of a segment, in 1/90000 s."""
    with av.open(path, "r") as played:
        return [frame.pts for frame in played.decode(video=0) if frame.pts is not None]
