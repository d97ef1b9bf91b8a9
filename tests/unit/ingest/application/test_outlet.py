import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lokus_ingest.application.outlet import QUEUE_UNITS, Outlet
from lokus_ingest.application.tally import Loss, Tally
from support.virtual_clock import settle
from unit.ingest.outbound import MemoryOutbound
from unit.ingest.samples import KEY, unit


@asynccontextmanager
async def running(outbound: MemoryOutbound, tally: Tally) -> AsyncIterator[Outlet]:
    outlet = Outlet(KEY, outbound, tally)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(outlet.run())
        yield outlet
        task.cancel()


async def test_access_units_go_out_in_order() -> None:
    outbound, tally = MemoryOutbound(), Tally()
    async with running(outbound, tally) as outlet:
        for seq in range(5):
            outlet.offer(unit(seq, key_frame=seq == 0))
        await settle()
    assert [each.seq for each in outbound.units] == [0, 1, 2, 3, 4]
    assert tally.published == 5


async def test_a_full_queue_drops_up_to_the_next_key_frame() -> None:
    outbound, tally = MemoryOutbound(), Tally()
    outbound.open_road.clear()
    async with running(outbound, tally) as outlet:
        for seq in range(QUEUE_UNITS + 10):
            outlet.offer(unit(seq))
        outbound.open_road.set()
        await settle()
        outlet.offer(unit(1000))
        outlet.offer(unit(1001, key_frame=True))
        outlet.offer(unit(1002))
        await settle()
    sent = [each.seq for each in outbound.units]
    assert sent == [*range(QUEUE_UNITS), 1001, 1002]
    assert tally.lost == {Loss.QUEUE: 11}


async def test_while_the_bus_is_away_media_are_dropped_and_counted() -> None:
    outbound, tally = MemoryOutbound(), Tally()
    outbound.away = True
    async with running(outbound, tally) as outlet:
        outlet.offer(unit(0, key_frame=True))
        await settle()
        outbound.away = False
        outlet.offer(unit(1))
        outlet.offer(unit(2, key_frame=True))
        await settle()
    assert [each.seq for each in outbound.units] == [2]
    assert tally.lost == {Loss.BUS: 2}
