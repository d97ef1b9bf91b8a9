"""The service as a process of its own, beside a NATS server that this test alone uses."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable

import pytest

from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_kit.follow import Kept, Start
from lokus_kit.health import Health
from lokus_local.free_port import free_port
from lokus_proto import subjects
from lokus_proto.envelope import open_envelope
from lokus_proto.jetstream import EVENT
from lokus_proto.v1.event import EventEnded, EventRaised
from support.engines import NatsServer


class AnalyticsProcess:
    """`python -m lokus_analytics`: started, stopped or killed by the test."""

    def __init__(self, nats_url: str) -> None:
        self._environment = os.environ | {
            "LOKUS_ANALYTICS_NATS_URL": nats_url,
            "LOKUS_ANALYTICS_HTTP_PORT": str(free_port()),
            "LOKUS_ANALYTICS_METRICS_PORT": str(free_port()),
        }
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "lokus_analytics", env=self._environment
        )

    async def end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        async with asyncio.timeout(10):
            code = await self.process.wait()
        self.process = None
        return code


class Events:
    """What the plane of events keeps, in order; `until` waits for enough of it."""

    def __init__(self) -> None:
        self.messages: list[EventRaised | EventEnded] = []
        self._came = asyncio.Condition()

    async def handle(self, kept: Kept) -> None:
        what = subjects.parse(kept.subject)[3]
        message: EventRaised | EventEnded = (
            open_envelope(kept.payload, EventRaised).data
            if what == "raised"
            else open_envelope(kept.payload, EventEnded).data
        )
        async with self._came:
            self.messages.append(message)
            self._came.notify_all()

    async def until(self, enough: Callable[["Events"], bool], limit_seconds: float = 20.0) -> None:
        async with asyncio.timeout(limit_seconds), self._came:
            await self._came.wait_for(lambda: enough(self))

    @property
    def raised(self) -> list[EventRaised]:
        return [message for message in self.messages if isinstance(message, EventRaised)]

    @property
    def ended(self) -> list[EventEnded]:
        return [message for message in self.messages if isinstance(message, EventEnded)]


@pytest.fixture
async def bus(own_nats_server: NatsServer) -> AsyncIterator[Bus]:
    bus = Bus(own_nats_server.url, "test", SystemClock(), Health())
    await bus.start()
    yield bus
    await bus.drain()


@pytest.fixture
async def analytics(own_nats_server: NatsServer) -> AsyncIterator[AnalyticsProcess]:
    process = AnalyticsProcess(own_nats_server.url)
    await process.start()
    yield process
    if process.process is not None:
        await process.end(signal.SIGKILL)


@pytest.fixture
async def events(bus: Bus) -> AsyncIterator[Events]:
    events = Events()
    async with asyncio.TaskGroup() as tasks:
        following = bus.follow(
            EVENT, (subjects.plane(subjects.Plane.EVENT),), events.handle, start=Start.after(0)
        )
        task = tasks.create_task(following, name="events")
        yield events
        task.cancel()
