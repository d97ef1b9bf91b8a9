"""Hubs: one reader for all viewers of a stream."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from lokus_access_gateway.application.hub import MAX_GOP_BYTES, Hub, Hubs, StreamKey
from lokus_access_gateway.application.outlet import Outlet
from lokus_kit.clock import Clock
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.subjects import StreamName
from support.clock import VirtualClock
from support.gateway_facts import TENANT, gop, unit

KEY = (TENANT, "cam-1", StreamName.MAIN)


def ignore(_: int) -> None:
    """Nobody counts here."""


async def seqs(outlet: Outlet, count: int) -> list[int]:
    return [int.from_bytes((await outlet.take()).payload[:4], "big") for _ in range(count)]


async def test_a_second_viewer_joins_at_the_current_gop_at_once() -> None:
    hub = Hub(KEY)
    first, second = hub.open(ignore), hub.open(ignore)
    for each in [*gop(0, 5), *gop(5, 3)]:
        hub.take(each)
    assert await seqs(first, 3) == [5, 6, 7]
    hub.take(unit(8))
    assert await seqs(second, 4) == [5, 6, 7, 8]
    assert await seqs(first, 1) == [8]


async def test_a_gop_that_is_too_large_is_forgotten_until_the_next_key_frame() -> None:
    hub = Hub(KEY)
    hub.take(unit(0, key=True, size_bytes=MAX_GOP_BYTES))
    hub.take(unit(1))
    hub.take(unit(2, key=True))
    assert await seqs(hub.open(ignore), 1) == [2]


async def test_only_h264_passes() -> None:
    hub = Hub(KEY)
    hub.take(unit(0, key=True, codec=Codec.H265))
    hub.take(unit(1, key=True))
    assert await seqs(hub.open(ignore), 1) == [1]


class Reading:
    """Counts who reads what, and hands on what the test gives."""

    def __init__(self) -> None:
        self.begun: list[StreamKey] = []
        self.running = 0
        self.handle: Callable[[AccessUnit], None] = lambda _: None

    async def read(
        self, tenant: str, camera: str, stream: StreamName, handle: Callable[[AccessUnit], None]
    ) -> None:
        self.begun.append((tenant, camera, stream))
        self.handle = handle
        self.running += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.running -= 1


class SteppedClock(VirtualClock):
    """A virtual clock that lets others run while somebody sleeps."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        await asyncio.sleep(0)


@asynccontextmanager
async def running(reading: Reading, clock: Clock) -> AsyncIterator[Hubs]:
    hubs = Hubs(reading.read, clock)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(hubs.run(), name="hubs")
        yield hubs
        task.cancel()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_two_viewers_of_a_stream_share_one_reader() -> None:
    reading = Reading()
    async with running(reading, SteppedClock()) as hubs:
        first, second = hubs.open(KEY, ignore), hubs.open(KEY, ignore)
        await settle()
        reading.handle(unit(0, key=True))
        assert await seqs(first, 1) == await seqs(second, 1) == [0]
        assert reading.begun == [KEY]


async def test_reading_ends_some_time_after_the_last_viewer_and_begins_again_with_the_next() -> None:
    reading, clock = Reading(), SteppedClock()
    async with running(reading, clock) as hubs:
        outlet = hubs.open(KEY, ignore)
        await settle()
        began = clock.seconds
        outlet.close()
        await settle()
        assert reading.running == 0
        assert clock.seconds - began == 5
        hubs.open(KEY, ignore)
        await settle()
        assert (reading.running, len(reading.begun)) == (1, 2)


async def test_a_viewer_who_comes_back_in_time_keeps_the_reader() -> None:
    reading, clock = Reading(), HeldClock()
    async with running(reading, clock) as hubs:
        hubs.open(KEY, ignore).close()
        await settle()
        hubs.open(KEY, ignore)
        clock.release.set()
        await settle()
        assert (reading.running, reading.begun) == (1, [KEY])


class HeldClock(VirtualClock):
    """A clock whose sleepers wake when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.release = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        await self.release.wait()
        await super().sleep(seconds)
