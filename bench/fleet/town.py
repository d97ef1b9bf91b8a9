"""Ingest as it is deployed, on a NATS of its own, and the registry's word on which cameras there are."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx
from cryptography.fernet import Fernet
from prometheus_client.parser import text_string_to_metric_families

from bench.fleet.deliveries import Deliveries
from bench.fleet.observing import until
from bench.fleet.swarm_process import Swarm
from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_kit.health import Health
from lokus_proto import jetstream, subjects
from lokus_proto.envelope import envelope
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraSource, StreamSource, Transport
from lokus_proto.v1.recording import RecordingPolicy
from support.engines import NatsServer
from support.service_process import ServiceProcess

TENANT: Final = "bench"
_ANSWER_SECONDS: Final = 30.0
_DELIVER_LIMIT_SECONDS: Final = 120.0
_clock = SystemClock()


class Town:
    """Workers and the cameras they are told of; `deliveries` is what they say of them."""

    def __init__(self, folder: Path, swarm: Swarm, nats: NatsServer, bus: Bus) -> None:
        self._folder = folder
        self._bus = bus
        self._nats = nats
        self._version = 0
        self._keys = Fernet.generate_key().decode()
        self.swarm = swarm
        self.deliveries = Deliveries(bus, _clock)
        self.workers: list[ServiceProcess] = []

    def add_worker(self, **settings: str) -> ServiceProcess:
        """Start one more; returns when it is ready."""
        chosen = {
            "NATS_URL": self._nats.url,
            "CREDENTIALS_KEYS": self._keys,
            "ALLOWED_NETWORKS": "127.0.0.0/8",
            "LOG_LEVEL": "warning",
            **settings,
        }
        log = self._folder / f"ingest-{len(self.workers)}.log"
        worker = ServiceProcess("lokus_ingest", "LOKUS_INGEST_", chosen, log)
        worker.start()
        self.workers.append(worker)
        return worker

    async def deliver(self, cameras: range, recording: RecordingPolicy | None = None) -> None:
        """Want these cameras, and wait until all of them, and no others, deliver."""
        await self.want(cameras, recording)
        await self.until_delivering(cameras)

    async def until_delivering(self, cameras: range) -> None:
        """Wait until these cameras, and no others, deliver."""
        wanted = set(cameras)
        await until(
            lambda: self.deliveries.delivering() == set(self.swarm.count().sessions) == wanted,
            _DELIVER_LIMIT_SECONDS,
            f"{len(cameras)} cameras deliver",
        )

    async def want(self, cameras: range, recording: RecordingPolicy | None = None) -> None:
        """Say, as the registry would, that these cameras are to be pulled, and how they are recorded."""
        for camera in cameras:
            self._version += 1
            stream = StreamSource(name=StreamName.MAIN, url=self.swarm.url(camera), transport=Transport.TCP)
            name = f"cam-{camera}"
            source = CameraSource(id=name, version=self._version, streams=(stream,), recording=recording)
            message = envelope(
                source,
                message_id=f"{TENANT}-{self._version}",
                service="registry",
                tenant=TENANT,
                subject=name,
                time=_clock.now(),
            )
            subject = subjects.camera_source(TENANT, name)
            await self._bus.publish_kept(subject, message.to_bytes(), message.id)


async def access_units(worker: ServiceProcess) -> int:
    """Return how many access units a worker has pulled since its start."""
    return await _figure(worker, "lokus_ingest_access_units")


async def owned_cameras(worker: ServiceProcess) -> int:
    """Return how many cameras are a worker's."""
    return await _figure(worker, "lokus_ingest_owned_cameras")


async def _figure(worker: ServiceProcess, name: str) -> int:
    async with httpx.AsyncClient(timeout=_ANSWER_SECONDS) as client:
        answer = await client.get(f"{worker.internal_url}/metrics")
    for family in text_string_to_metric_families(answer.text):
        if family.name == name:
            return int(family.samples[0].value)
    raise ValueError(f"ingest has no figure {name}")


@asynccontextmanager
async def running_town(folder: Path, swarm: Swarm) -> AsyncIterator[Town]:
    """Run NATS, and the workers that are added, until the block ends."""
    nats = NatsServer(folder / "nats")
    nats.start()
    bus = Bus(nats.url, "bench", _clock, Health())
    town = Town(folder, swarm, nats, bus)
    try:
        await bus.start()
        await bus.ensure(jetstream.STATE)
        async with asyncio.TaskGroup() as tasks:
            following = tasks.create_task(town.deliveries.run(), name="deliveries")
            yield town
            while not following.done():  # a message that comes at once with a cancellation swallows it
                following.cancel()
                await asyncio.wait({following}, timeout=0.2)
        await bus.drain()
    finally:
        for worker in town.workers:
            worker.kill()
        nats.kill()
