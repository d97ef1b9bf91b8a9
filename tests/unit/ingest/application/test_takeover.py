import asyncio

from lokus_ingest.application.takeover import Taken, Takeover
from lokus_proto.v1.stream_state import Phase, StreamState
from support.virtual_clock import SteppedClock
from unit.ingest.outbound import MemoryOutbound
from unit.ingest.samples import KEY


class Rig:
    """A worker `us` that has read its board up to 50."""

    def __init__(self) -> None:
        self.clock = SteppedClock()
        self.outbound = MemoryOutbound()
        self.sequence = 50
        self.in_sight = {"us", "them"}
        self.takeover = Takeover(
            "us", lambda: self.sequence, self.in_sight.__contains__, self.outbound, self.clock
        )

    async def told(
        self, epoch: int, worker: str | None, run: int | None = None, phase: Phase = Phase.DELIVERING
    ) -> None:
        state = StreamState(
            camera=KEY.camera,
            stream=KEY.stream,
            phase=phase,
            since=self.clock.now(),
            run=run,
            epoch=epoch,
            worker=worker,
        )
        await self.outbound.state(KEY, state)


async def test_a_stream_that_nobody_had_is_taken_with_the_place_of_the_board() -> None:
    assert await Rig().takeover.take(KEY) == Taken(50)


async def test_the_next_run_comes_behind_that_of_the_owner_before() -> None:
    rig = Rig()
    await rig.told(40, "them", run=1234)
    assert await rig.takeover.take(KEY) == Taken(50, 1234, "them")


async def test_our_own_earlier_work_is_no_other_owner() -> None:
    rig = Rig()
    await rig.told(60, "us", run=1234)
    assert await rig.takeover.take(KEY) == Taken(60, 1234)


async def test_whoever_has_seen_less_of_the_board_than_the_owner_waits_for_more() -> None:
    rig = Rig()
    await rig.told(60, "them")
    async with asyncio.TaskGroup() as tasks:
        taking = tasks.create_task(rig.takeover.take(KEY))
        await rig.clock.advance(1)
        assert not taking.done()
        rig.sequence = 61
        await rig.clock.advance(1)
        assert taking.result() == Taken(61, 0, "them")


async def test_a_board_that_never_comes_so_far_keeps_no_camera_from_being_pulled() -> None:
    rig = Rig()
    await rig.told(60, "them")
    async with asyncio.TaskGroup() as tasks:
        taking = tasks.create_task(rig.takeover.take(KEY))
        await rig.clock.advance(5)
        assert taking.result().epoch == 61


async def test_without_the_bus_a_stream_is_pulled_all_the_same() -> None:
    rig = Rig()
    rig.outbound.away = True
    assert await rig.takeover.take(KEY) == Taken(50)


async def test_a_stream_is_held_as_long_as_the_worker_that_delivered_it_is_there() -> None:
    rig = Rig()
    await rig.told(40, "them")
    taken = await rig.takeover.take(KEY)
    assert rig.takeover.is_held(taken)
    rig.in_sight.remove("them")
    assert not rig.takeover.is_held(taken)


async def test_a_stream_that_did_not_deliver_is_held_by_nobody() -> None:
    rig = Rig()
    await rig.told(40, "them", phase=Phase.FAILED)
    assert not rig.takeover.is_held(await rig.takeover.take(KEY))
