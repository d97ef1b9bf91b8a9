"""One viewer's outlet."""

import asyncio

import pytest

from lokus_access_gateway.application.outlet import Outlet, OutletClosedError
from lokus_proto.media import AccessUnit
from support.gateway_facts import gop, unit


class Bench:
    """An outlet with its GOP in hand."""

    def __init__(self, current: list[AccessUnit]) -> None:
        self.current = current
        self.sent: list[int] = []
        self.closings = 0
        self.outlet = Outlet(lambda: self.current, self.sent.append, self._closed)

    def _closed(self) -> None:
        self.closings += 1


async def test_the_gop_of_the_moment_of_joining_comes_first_then_what_is_live() -> None:
    bench = Bench(gop(0, 3))
    bench.outlet.put(unit(2))
    bench.current = gop(50, 2)
    first = await bench.outlet.take()
    bench.outlet.put(unit(52))
    rest = [await bench.outlet.take() for _ in range(2)]
    assert [first.time_90k, *(each.time_90k for each in rest)] == [0, 3600, 7200]
    assert bench.sent == [100, 100, 100]


async def test_it_waits_for_what_comes() -> None:
    bench = Bench([])
    async with asyncio.TaskGroup() as tasks:
        taking = tasks.create_task(bench.outlet.take(), name="taking")
        await asyncio.sleep(0)
        bench.outlet.put(unit(0, key=True))
    assert taking.result().payload == unit(0).payload


async def test_not_one_unit_comes_out_after_closing() -> None:
    bench = Bench(gop(0, 3))
    await bench.outlet.take()
    bench.outlet.close()
    bench.outlet.close()
    bench.outlet.put(unit(3))
    with pytest.raises(OutletClosedError):
        await bench.outlet.take()
    assert len(bench.sent) == 1
    assert bench.closings == 1


async def test_closing_wakes_a_waiting_viewer() -> None:
    bench = Bench([])

    async def take() -> None:
        with pytest.raises(OutletClosedError):
            await bench.outlet.take()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(take(), name="taking")
        await asyncio.sleep(0)
        bench.outlet.close()
