"""One ingest and one camera for all tests of this folder; each test has a tenant of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet

from integration.ingest.ingest_process import IngestProcess, Registry, States, new_bus
from integration.ingest.virtual_cameras import VirtualCamera
from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_media.media_reader import MediaReader
from lokus_proto.media import AccessUnit
from lokus_proto.subjects import StreamName
from support.engines import NatsServer


@dataclass(frozen=True)
class Town:
    """A test's own tenant: what it tells the registry, and what it sees."""

    bus: Bus
    registry: Registry
    states: States

    @property
    def tenant(self) -> str:
        return self.registry.tenant

    @asynccontextmanager
    async def reading(
        self, camera: str, reader: str = "r1", into: "Reading | None" = None
    ) -> AsyncIterator["Reading"]:
        """Hold an interest in a camera as long as the context lasts."""
        reading = into or Reading()
        media_reader = MediaReader(
            self.bus,
            SystemClock(),
            service="test",
            reader=reader,
            tenant=self.tenant,
            camera=camera,
            stream=StreamName.MAIN,
            handle=reading.take,
        )
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(media_reader.run())
            yield reading
            await _end(task)


class Reading:
    """What a reader was handed."""

    def __init__(self) -> None:
        self.units: list[AccessUnit] = []
        self._came = asyncio.Event()

    def take(self, unit: AccessUnit) -> None:
        self.units.append(unit)
        self._came.set()

    async def until(self, enough: Callable[[list[AccessUnit]], bool]) -> list[AccessUnit]:
        """The access units so far, once they are enough."""
        async with asyncio.timeout(20):
            while not enough(self.units):
                self._came.clear()
                await self._came.wait()
        return list(self.units)


async def _end(task: asyncio.Task[None]) -> None:
    """Cancel until it ends: waiting for a message swallows a cancellation that comes with the message."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.2)


@asynccontextmanager
async def open_town(nats_url: str, key: str) -> AsyncIterator[Town]:
    """A tenant of its own on a bus."""
    tenant = f"t-{uuid4().hex[:12]}"
    bus = new_bus(nats_url)
    await bus.start()
    states = States(bus, tenant)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(states.run())
        yield Town(bus, Registry(bus, key, tenant), states)
        await _end(task)
    await bus.drain()


@pytest.fixture(scope="package")
def credentials_key() -> str:
    return Fernet.generate_key().decode()


@pytest.fixture(scope="package")
def ingest(
    nats_server: NatsServer, credentials_key: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[IngestProcess]:
    process = IngestProcess(nats_server.url, credentials_key, tmp_path_factory.mktemp("ingest") / "log")
    process.start()
    yield process
    process.kill()


@pytest.fixture
def own_ingest(own_nats_server: NatsServer, credentials_key: str, tmp_path: Path) -> Iterator[IngestProcess]:
    """An ingest on a bus that both belong to this test alone."""
    process = IngestProcess(own_nats_server.url, credentials_key, tmp_path / "ingest-log")
    process.start()
    yield process
    process.kill()


@pytest.fixture
async def town(nats_server: NatsServer, ingest: IngestProcess, credentials_key: str) -> AsyncIterator[Town]:
    async with open_town(nats_server.url, credentials_key) as opened:
        yield opened
        for camera in {state.camera for state in opened.states.all}:
            await opened.registry.put(camera, "rtsp://127.0.0.1/", enabled=False)


@pytest.fixture(scope="package")
def camera() -> Iterator[VirtualCamera]:
    """A camera with a key frame each second."""
    yield from _running(VirtualCamera("--gop-seconds", "1"))


@pytest.fixture
def own_camera() -> Iterator[VirtualCamera]:
    yield from _running(VirtualCamera("--gop-seconds", "1"))


def _running(camera: VirtualCamera) -> Iterator[VirtualCamera]:
    camera.start()
    yield camera
    camera.kill()
