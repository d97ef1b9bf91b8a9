"""Work that is shared: what one worker drops, another gets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import uuid4

import pytest

from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_kit.errors import NotFound, Unavailable
from lokus_kit.health import Health
from lokus_kit.work import Work
from lokus_proto import subjects
from lokus_proto.jetstream import FOOTAGE
from support.engines import NatsServer

ORDERS = subjects.all_late_footage_orders()
HOLD_SECONDS = 1.0


@pytest.fixture
async def bus(own_nats_server: NatsServer) -> AsyncIterator[Bus]:
    bus = Bus(own_nats_server.url, "test", SystemClock(), Health())
    await bus.start()
    await bus.ensure(FOOTAGE)
    yield bus
    await bus.drain()


async def order(bus: Bus, footage: str) -> None:
    await bus.publish_kept(subjects.late_footage_order("jakarta", footage), footage.encode(), uuid4().hex)


async def next_of(bus: Bus) -> Work:
    async with bus.work(FOOTAGE, ORDERS, "workers", HOLD_SECONDS) as queue, asyncio.timeout(10):
        return await queue.next()


async def test_each_piece_of_work_goes_to_one_of_those_who_take(bus: Bus) -> None:
    await order(bus, "a")
    await order(bus, "b")
    async with (
        bus.work(FOOTAGE, ORDERS, "workers", HOLD_SECONDS) as one,
        bus.work(FOOTAGE, ORDERS, "workers", HOLD_SECONDS) as other,
        asyncio.timeout(10),
    ):
        first, second = await one.next(), await other.next()
        assert {first.payload, second.payload} == {b"a", b"b"}
        assert first.subject == subjects.late_footage_order("jakarta", first.payload.decode())
        await first.done()
        await second.done()


async def test_work_of_one_who_falls_silent_goes_to_another_and_says_so(bus: Bus) -> None:
    await order(bus, "a")
    assert (await next_of(bus)).deliveries == 1
    again = await next_of(bus)
    assert (again.payload, again.deliveries) == (b"a", 2)
    await again.done()


async def test_who_keeps_at_it_keeps_it_and_what_is_done_does_not_come_back(bus: Bus) -> None:
    await order(bus, "a")
    kept = await next_of(bus)
    for _ in range(6):
        await kept.keep()
        await asyncio.sleep(HOLD_SECONDS / 2)
    await kept.done()
    await order(bus, "b")
    assert (await next_of(bus)).payload == b"b"


async def test_what_is_put_back_comes_later(bus: Bus) -> None:
    await order(bus, "a")
    await (await next_of(bus)).again(0.2)
    assert (await next_of(bus)).deliveries == 2


async def test_a_bucket_that_must_lose_nothing_refuses_what_is_too_much(bus: Bus) -> None:
    bucket = await bus.bucket("small", 60, 300_000, refuse_when_full=True)
    await bucket.put("first", bytes(200_000))
    with pytest.raises(Unavailable):
        await bucket.put("second", bytes(200_000))
    assert await bucket.get("first") == bytes(200_000)
    await bucket.delete("first")
    await bucket.put("second", bytes(200_000))
    with pytest.raises(NotFound):
        await bucket.get("first")
    await bucket.delete("never was")


async def test_leaving_waits_for_nobody_who_took_work(own_nats_server: NatsServer) -> None:
    leaving = Bus(own_nats_server.url, "test", SystemClock(), Health())
    await leaving.start()
    with pytest.raises(Unavailable):
        async with leaving.work(FOOTAGE, ORDERS, "workers", HOLD_SECONDS) as queue:
            with suppress(TimeoutError):
                async with asyncio.timeout(0.2):
                    await queue.next()
            await order(leaving, "a")
            await asyncio.sleep(0.2)  # so that it is there before it is asked for
            await (await queue.next()).done()
            async with asyncio.timeout(2) as limit:
                await leaving.drain()
            assert not limit.expired()
            await queue.next()
