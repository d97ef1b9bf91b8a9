import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lokus_local.virtual_camera.broadcast import Broadcast
from unit.local.virtual_camera.doubles import CountingSource, HandClock, QueueListener


@asynccontextmanager
async def _playing(source: CountingSource, clock: HandClock) -> AsyncIterator[Broadcast]:
    broadcast = Broadcast(source, clock)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(broadcast.run(), name="broadcast")
        yield broadcast
        task.cancel()


async def _next_time(listener: QueueListener) -> int:
    return (await listener.units.get()).time_90k


async def test_nothing_is_made_while_nobody_listens() -> None:
    source, clock = CountingSource(), HandClock()
    async with _playing(source, clock):
        clock.advance(60)
        await asyncio.sleep(0)

    assert source.produced == 0


async def test_units_come_at_the_pace_of_the_clock() -> None:
    clock, listener = HandClock(), QueueListener()
    async with _playing(CountingSource(), clock) as broadcast:
        broadcast.subscribe(listener)
        first = await _next_time(listener)
        await asyncio.sleep(0)
        assert listener.units.empty()
        clock.advance(0.1)
        second = await _next_time(listener)

    assert (first, second) == (0, 9000)


async def test_all_listeners_share_the_same_payloads() -> None:
    one, two = QueueListener(), QueueListener()
    async with _playing(CountingSource(), HandClock()) as broadcast:
        broadcast.subscribe(one)
        broadcast.subscribe(two)
        first, second = await one.units.get(), await two.units.get()

    assert first.payloads is second.payloads


async def test_after_an_idle_time_live_time_has_gone_on_with_the_clock() -> None:
    clock, listener = HandClock(), QueueListener()
    async with _playing(CountingSource(), clock) as broadcast:
        broadcast.subscribe(listener)
        await listener.units.get()
        broadcast.unsubscribe(listener)
        await asyncio.sleep(0)
        clock.advance(30)
        promised = broadcast.subscribe(listener)
        later = await listener.units.get()

    assert promised == later.time_90k == 30 * 90_000
    assert not later.key_frame  # in mid-GOP, as at a real camera


async def test_a_source_that_fell_behind_jumps_to_the_clock() -> None:
    clock, listener = HandClock(), QueueListener()
    async with _playing(CountingSource(), clock) as broadcast:
        broadcast.subscribe(listener)
        await _next_time(listener)
        await asyncio.sleep(0)
        clock.advance(5)
        late, caught_up = await _next_time(listener), await _next_time(listener)

    assert (late, caught_up) == (9000, 5 * 90_000)


async def test_one_who_left_gets_nothing_more() -> None:
    clock, stays, leaves = HandClock(), QueueListener(), QueueListener()
    async with _playing(CountingSource(), clock) as broadcast:
        broadcast.subscribe(stays)
        broadcast.subscribe(leaves)
        await _next_time(stays)
        await asyncio.sleep(0)
        broadcast.unsubscribe(leaves)
        clock.advance(0.1)
        await _next_time(stays)

    assert leaves.units.qsize() == 1
