import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lokus_analytics.application.fleet import Fleet
from lokus_analytics.application.tally import Tally
from lokus_analytics.domain.watched import WatchedCamera
from lokus_proto.subjects import StreamName

GATE = WatchedCamera("jakarta", "gate", StreamName.MAIN)
GATE_BY_SUB = WatchedCamera("jakarta", "gate", StreamName.SUB)
STORE = WatchedCamera("jakarta", "store", StreamName.MAIN)


class Watches:
    """Notes who is watched, and that the end of a watch takes a while."""

    def __init__(self) -> None:
        self.running: set[WatchedCamera] = set()
        self.ended: list[WatchedCamera] = []

    async def watch(self, camera: WatchedCamera) -> None:
        self.running.add(camera)
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            self.running.discard(camera)
            self.ended.append(camera)


@asynccontextmanager
async def fleet_of(watches: Watches) -> AsyncIterator[tuple[Fleet, Tally]]:
    tally = Tally()
    fleet = Fleet(watches.watch, tally)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(fleet.run(), name="fleet")
        yield fleet, tally
        task.cancel()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_wanted_cameras_are_watched() -> None:
    watches = Watches()
    async with fleet_of(watches) as (fleet, tally):
        fleet.learn("jakarta", "gate", GATE)
        fleet.learn("jakarta", "store", STORE)
        await settle()
        assert watches.running == {GATE, STORE}
        assert tally.cameras == 2


async def test_a_camera_no_longer_wanted_is_let_go() -> None:
    watches = Watches()
    async with fleet_of(watches) as (fleet, _):
        fleet.learn("jakarta", "gate", GATE)
        fleet.learn("jakarta", "store", STORE)
        await settle()
        fleet.learn("jakarta", "gate", None)
        await settle()
        assert watches.running == {STORE}


async def test_the_same_record_again_does_not_disturb_a_watch() -> None:
    watches = Watches()
    async with fleet_of(watches) as (fleet, _):
        for _ in range(3):
            fleet.learn("jakarta", "gate", GATE)
            await settle()
        assert watches.ended == []


async def test_a_camera_watched_by_another_stream_is_started_anew() -> None:
    watches = Watches()
    async with fleet_of(watches) as (fleet, _):
        fleet.learn("jakarta", "gate", GATE)
        await settle()
        fleet.learn("jakarta", "gate", GATE_BY_SUB)
        await settle()
        assert (watches.running, watches.ended) == ({GATE_BY_SUB}, [GATE])


async def test_stop_returns_when_every_watch_has_ended_and_starts_none_again() -> None:
    watches = Watches()
    async with fleet_of(watches) as (fleet, _):
        fleet.learn("jakarta", "gate", GATE)
        await settle()
        await fleet.stop()
        fleet.learn("jakarta", "store", STORE)
        await settle()
        assert (watches.running, watches.ended) == (set(), [GATE])
