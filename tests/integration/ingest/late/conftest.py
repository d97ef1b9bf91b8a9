"""A recording ingest that is sent late footage over the bus, as the registry sends it."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import av
import numpy as np
import pytest
from av.video.stream import VideoStream

from integration.ingest.conftest import open_town
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.recording.conftest import Archive
from lokus_kit.clock import SystemClock
from lokus_kit.errors import NotFound
from lokus_proto import subjects
from lokus_proto.envelope import envelope, open_envelope
from lokus_proto.jetstream import (
    FOOTAGE,
    LATE_FOOTAGE_BUCKET,
    LATE_FOOTAGE_MAX_AGE_SECONDS,
    LATE_FOOTAGE_MAX_BYTES,
    late_footage_part,
)
from lokus_proto.subjects import StreamName
from lokus_proto.v1.late_footage import LateFile, LateFootageOrder, LateFootageState, LatePhase
from lokus_proto.v1.recording import LateOrigin, SegmentClosed
from support.engines import NatsServer

PART_BYTES = 200_000
ENDS = {LatePhase.STORED, LatePhase.REFUSED}


@dataclass
class Sender:
    """Sends files as late footage of a tenant's cameras."""

    archive: Archive

    async def send(
        self,
        footage: str,
        content: bytes,
        starts_at: datetime,
        *,
        camera: str = "c1",
        offset_milliseconds: int = 0,
        frames_per_second: float | None = None,
        sha256: str | None = None,
        received_at: datetime | None = None,
    ) -> None:
        tenant, bus = self.archive.town.tenant, self.archive.town.bus
        parts = [content[place : place + PART_BYTES] for place in range(0, len(content), PART_BYTES)] or [b""]
        bucket = await bus.bucket(
            LATE_FOOTAGE_BUCKET, LATE_FOOTAGE_MAX_AGE_SECONDS, LATE_FOOTAGE_MAX_BYTES, refuse_when_full=True
        )
        for number, part in enumerate(parts):
            await bucket.put(late_footage_part(tenant, footage, number), part)
        origin = LateOrigin(
            footage=footage,
            by="vendor.tech",
            organisation="vendor-a",
            received_at=received_at or SystemClock().now(),
            sha256=sha256 or hashlib.sha256(content).hexdigest(),
            clock_offset_milliseconds=offset_milliseconds,
        )
        file = LateFile(
            name="usb.mp4",
            size_bytes=max(1, len(content)),
            parts=len(parts),
            starts_at=starts_at,
            frames_per_second=frames_per_second,
        )
        order = LateFootageOrder(
            footage=footage, camera=camera, stream=StreamName.MAIN, origin=origin, file=file
        )
        message = envelope(
            order,
            message_id=uuid4().hex,
            service="registry",
            tenant=tenant,
            subject=footage,
            time=SystemClock().now(),
        )
        await bus.ensure(FOOTAGE)
        subject = subjects.late_footage_order(tenant, footage)
        await bus.publish_kept(subject, message.to_bytes(), message.id)

    async def state(self, footage: str) -> LateFootageState | None:
        subject = subjects.late_footage_state(self.archive.town.tenant, footage)
        found = await self.archive.town.bus.newest(FOOTAGE, subject)
        return None if found is None else open_envelope(found.payload, LateFootageState).data

    async def until(
        self, footage: str, wanted: Callable[[LateFootageState], bool], seconds: float = 40
    ) -> LateFootageState:
        """The newest state once it is as wanted."""
        async with asyncio.timeout(seconds):
            while True:
                state = await self.state(footage)
                if state is not None and wanted(state):
                    return state
                await asyncio.sleep(0.1)

    async def end(self, footage: str) -> LateFootageState:
        return await self.until(footage, lambda state: state.phase in ENDS)

    async def parts_left(self, footage: str) -> bool:
        bucket = await self.archive.town.bus.bucket(
            LATE_FOOTAGE_BUCKET, LATE_FOOTAGE_MAX_AGE_SECONDS, LATE_FOOTAGE_MAX_BYTES, refuse_when_full=True
        )
        try:
            await bucket.get(late_footage_part(self.archive.town.tenant, footage, 0))
        except NotFound:
            return False
        return True

    def stored(self) -> list[Path]:
        return sorted((self.archive.folder / "store" / self.archive.town.tenant).rglob("*.mp4"))

    def told(self, footage: str) -> list[SegmentClosed]:
        """The segments that were told of some footage, in order."""
        mine = [closed for tenant, closed in self.archive.told if tenant == self.archive.town.tenant]
        found = [closed for closed in mine if closed.origin and closed.origin.footage == footage]
        return sorted(found, key=lambda closed: closed.start)


@pytest.fixture(scope="package")
def late_ingest(
    nats_server: NatsServer, credentials_key: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[IngestProcess, Path]]:
    folder = tmp_path_factory.mktemp("late")
    process = IngestProcess(nats_server.url, credentials_key, folder / "log", folder)
    process.start()
    yield process, folder
    process.kill()


@pytest.fixture
async def sender(
    nats_server: NatsServer, credentials_key: str, late_ingest: tuple[IngestProcess, Path]
) -> AsyncIterator[Sender]:
    """Of a tenant of its own, with a camera `c1` that is switched off: its line is away."""
    process, folder = late_ingest
    async with open_town(nats_server.url, credentials_key) as town, asyncio.TaskGroup() as tasks:
        found = Archive(folder, process, town)
        following = tasks.create_task(found.follow())
        await town.registry.put("c1", "rtsp://127.0.0.1/", enabled=False)
        yield Sender(found)
        while not following.done():
            following.cancel()
            await asyncio.wait({following}, timeout=0.2)


def an_hour_ago() -> datetime:
    """At the beginning of a minute, so that what is cut at marks is cut at the same ones."""
    moment = SystemClock().now() - timedelta(hours=1)
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def film(file: Path, seconds: int = 6, *, codec: str = "libx264", **options: str) -> bytes:
    """A clip of 25 pictures a second and a key frame each second; its format is that of the name."""
    with av.open(str(file), "w") as out:
        stream = out.add_stream(codec, rate=25, options={"preset": "ultrafast", "g": "25", **options})
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        for number in range(25 * seconds):
            picture = np.full((96 * 3 // 2, 160), 16 + number * 3 % 200, np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="yuv420p")))
        out.mux(stream.encode(None))
    return file.read_bytes()
