"""What time alone does."""

import asyncio
from datetime import timedelta

import pytest

from lokus_access_gateway.application.downloads import Downloads
from lokus_access_gateway.application.hub import Hubs
from lokus_access_gateway.application.live_feed import LiveFeed
from lokus_access_gateway.application.outlet import OutletClosedError
from lokus_access_gateway.application.viewings import Viewing, Viewings
from lokus_access_gateway.application.watch import DEAF_SECONDS, Watch
from lokus_proto.subjects import StreamName
from support.gateway_facts import MINUTE, caller, camera, grant, state
from support.gateway_offers import OFFER
from support.gateway_parts import ArchiveInMemory, LoopbackPeers, Tally, new_access, noon_clock


async def no_media(*_: object) -> None:
    await asyncio.Event().wait()


class Bench:
    def __init__(self) -> None:
        self.hears = True
        self.clock, self.tally = noon_clock(), Tally()
        access = new_access(camera(), state(), grant(), clock=self.clock)
        self.viewings = Viewings(access, Hubs(no_media, self.clock), LoopbackPeers(), self.tally, self.clock)
        self.downloads = Downloads(access, ArchiveInMemory(), self.tally, self.clock)
        feed = LiveFeed(access)
        self.watch = Watch(access, self.viewings, self.downloads, feed, lambda: self.hears, self.clock)

    async def open(self) -> Viewing:
        viewing = await self.viewings.open(caller(), "cam-1", StreamName.MAIN, OFFER.encode())
        viewing.outlet.joined = True
        return viewing


async def test_viewing_ends_with_the_grant_and_not_before() -> None:
    bench = Bench()
    viewing = await bench.open()
    bench.clock.seconds += (MINUTE - timedelta(milliseconds=1)).total_seconds()
    bench.watch.look()
    assert bench.tally.ended_whys == []
    bench.clock.seconds += 0.001
    bench.watch.look()
    assert bench.tally.ended_whys == ["expired"]
    with pytest.raises(OutletClosedError):
        await viewing.outlet.take()


async def test_a_gateway_that_hears_nothing_for_too_long_shows_nothing() -> None:
    bench = Bench()
    await bench.open()
    bench.watch.look()
    bench.hears = False
    bench.clock.seconds += DEAF_SECONDS
    bench.watch.look()
    assert bench.tally.ended_whys == []
    bench.clock.seconds += 1
    bench.watch.look()
    assert bench.tally.ended_whys == ["bus-away"]


async def test_a_short_deafness_is_forgiven() -> None:
    bench = Bench()
    await bench.open()
    for hears in (False, True, False):
        bench.hears = hears
        bench.clock.seconds += DEAF_SECONDS - 1
        bench.watch.look()
    assert bench.tally.ended_whys == []


async def test_it_looks_at_the_very_moment_a_grant_ends() -> None:
    bench = Bench()
    await bench.open()
    slept: list[float] = []

    class CountingClock:
        now = staticmethod(bench.clock.now)
        monotonic_seconds = staticmethod(bench.clock.monotonic_seconds)

        async def sleep(self, seconds: float) -> None:
            slept.append(seconds)
            await bench.clock.sleep(seconds)
            if bench.tally.ended_whys:
                raise asyncio.CancelledError

    bench.clock.seconds += (MINUTE - timedelta(seconds=1.25)).total_seconds()
    bench.watch._clock = CountingClock()
    with pytest.raises(asyncio.CancelledError):
        await bench.watch.run()
    assert slept == pytest.approx([1.0, 0.25, 1.0])
