"""The ingest service as its own process, as it is deployed, and what a test tells and asks it."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
from cryptography.fernet import Fernet

from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_kit.follow import Kept, Start
from lokus_kit.health import Health
from lokus_local.free_port import free_port
from lokus_proto import jetstream, subjects
from lokus_proto.envelope import envelope, open_envelope
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraSource, OnvifSource, StreamSource, Transport
from lokus_proto.v1.recording import RecordingHold, RecordingPolicy
from lokus_proto.v1.stream_state import StreamState

WAIT_SECONDS = 20.0


class IngestProcess:
    """Start, stop and kill it; `within` is a command that runs it elsewhere, in a namespace for example."""

    def __init__(
        self,
        nats_url: str,
        key: str,
        log_file: Path,
        recordings: Path | None = None,
        within: Sequence[str] = (),
    ) -> None:
        self._nats_url = nats_url
        self._key = key
        self._log_file = log_file
        self._recordings = recordings
        self._within = within
        self._process: subprocess.Popen[bytes] | None = None
        self._port, self._metrics_port = free_port(), free_port()

    def start(self, **settings: str) -> None:
        """Start it; a keyword such as `WORKER` adds a setting."""
        environment = {
            **os.environ,
            "LOKUS_INGEST_ALLOWED_NETWORKS": "default,127.0.0.0/8,::1/128",
            **{f"LOKUS_INGEST_{name}": value for name, value in settings.items()},
            "LOKUS_INGEST_NATS_URL": self._nats_url,
            "LOKUS_INGEST_HTTP_PORT": str(self._port),
            "LOKUS_INGEST_METRICS_PORT": str(self._metrics_port),
            "LOKUS_INGEST_CREDENTIALS_KEYS": self._key,
        }
        if self._recordings is not None:
            environment = {
                "LOKUS_INGEST_RECORDINGS_URL": f"file://{self._recordings}/store",
                "LOKUS_INGEST_RECORDINGS_SPOOL": f"{self._recordings}/spool",
                "LOKUS_INGEST_SEGMENT_SECONDS": "10",
            } | environment
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._within, sys.executable, "-m", "lokus_ingest"], env=environment, stdout=log, stderr=log
            )

    def stop(self) -> int:
        """Ask it to end, and return how it did."""
        return self._end(signal.SIGTERM)

    def freeze(self) -> None:
        """Let it stand still, with all its connections."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> int:
        return self._end(signal.SIGKILL)

    def kill_if_running(self) -> None:
        """End it, if it was started and has not ended."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(number)
        try:
            return self._process.wait(20)
        finally:
            self._process.kill()
            self._process.wait()

    async def readiness(self) -> dict[str, str]:
        """Why it is not ready; empty when it is."""
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://127.0.0.1:{self._port}/readyz")
        return dict(answer.json()["reasons"])

    async def metric(self, line_start: str) -> float:
        """The value of the first metric whose line starts so."""
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://127.0.0.1:{self._metrics_port}/metrics")
        line = next(line for line in answer.text.splitlines() if line.startswith(line_start))
        return float(line.rsplit(" ", 1)[1])

    def log(self) -> str:
        return self._log_file.read_text()


class Registry:
    """Says which cameras there are, as the registry would."""

    def __init__(self, bus: Bus, key: str, tenant: str) -> None:
        self._bus = bus
        self._fernet = Fernet(key)
        self._version = 0
        self.tenant = tenant

    async def put(
        self,
        camera: str,
        url: str,
        *,
        transport: Transport = Transport.AUTO,
        user: str | None = None,
        password: str = "",
        sealed: str | None = None,
        enabled: bool = True,
        onvif: OnvifSource | None = None,
        recording: RecordingPolicy | None = None,
        holds: tuple[RecordingHold, ...] = (),
    ) -> None:
        self._version += 1
        if user is not None:
            plain = f'{{"username": "{user}", "password": "{password}"}}'
            sealed = self._fernet.encrypt(plain.encode()).decode()
        source = CameraSource(
            id=camera,
            version=self._version,
            streams=(StreamSource(name=StreamName.MAIN, url=url, transport=transport),),
            sealed_credentials=sealed,
            onvif=onvif,
            enabled=enabled,
            recording=recording,
            holds=holds,
        )
        message = envelope(
            source,
            message_id=f"{self.tenant}-{self._version}",
            service="registry",
            tenant=self.tenant,
            subject=camera,
            time=SystemClock().now(),
        )
        await self._bus.ensure(jetstream.STATE)
        await self._bus.publish_kept(
            subjects.camera_source(self.tenant, camera), message.to_bytes(), message.id
        )


class States:
    """The stream states of one tenant, as they come."""

    def __init__(self, bus: Bus, tenant: str) -> None:
        self._bus = bus
        self._tenant = tenant
        self._came = asyncio.Condition()
        self.all: list[StreamState] = []

    async def run(self) -> None:
        await self._bus.follow(
            jetstream.STATE,
            subjects.all_stream_states(),
            self._take,
            start=Start.latest(),
        )

    async def _take(self, kept: Kept) -> None:
        if subjects.parse(kept.subject)[1] != self._tenant:
            return
        async with self._came:
            self.all.append(open_envelope(kept.payload, StreamState).data)
            self._came.notify_all()

    def of(self, camera: str) -> list[StreamState]:
        return [state for state in self.all if state.camera == camera]

    async def until(
        self, camera: str, wanted: Callable[[StreamState], bool], *, after: int = 0
    ) -> StreamState:
        """The first state of a camera, `after` so many of it, that is as wanted."""
        async with asyncio.timeout(WAIT_SECONDS), self._came:
            while True:
                for state in self.of(camera)[after:]:
                    if wanted(state):
                        return state
                await self._came.wait()


def new_bus(nats_url: str) -> Bus:
    return Bus(nats_url, "test", SystemClock(), Health())
