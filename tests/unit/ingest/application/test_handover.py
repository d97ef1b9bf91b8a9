import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lokus_ingest.application.handover import DRAINING_SECONDS, MOVING_SECONDS, READERS_SECONDS, Handover
from lokus_ingest.application.live_stream import LiveStream
from lokus_ingest.application.outlet import Outlet
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.spans import Spans
from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.media import Codec
from lokus_proto.v1.media_interest import InterestRequest
from lokus_proto.v1.stream_state import Phase, ReasonKind, StreamState
from support.virtual_clock import SteppedClock, settle
from unit.ingest.outbound import MemoryOutbound
from unit.ingest.samples import KEY, SETS, key_picture

OURS = 7


class MemoryTidings:
    """The port `Tidings` in memory."""

    def __init__(self) -> None:
        self.states: asyncio.Queue[StreamState] = asyncio.Queue()

    @asynccontextmanager
    async def of(self, key: StreamKey) -> AsyncIterator[AsyncIterator[StreamState]]:
        async def states() -> AsyncIterator[StreamState]:
            while True:
                state = await self.states.get()
                assert state.camera == key.camera
                yield state

        yield states()


class Rig:
    """A stream of epoch 7 that delivers, and its handover."""

    def __init__(self, *, delivers: bool = True, others: bool = True) -> None:
        self.clock, self.tidings, tally = SteppedClock(), MemoryTidings(), Tally()
        outlet = Outlet(KEY, MemoryOutbound(), tally)
        self.stream = LiveStream(KEY, self.clock, tally, outlet, Spans(0.0), epoch=OURS)
        if delivers:
            self.stream.opened(Codec.H264, SETS)
            self.stream.take(key_picture(0))
        self.others, self.draining = others, False
        self.handover = Handover(
            self.tidings, {KEY: self.stream}, lambda: self.others, lambda: self.draining, self.clock
        )

    def say(self, phase: Phase, epoch: int, reason: ReasonKind | None = None) -> None:
        state = self.stream.state()
        self.tidings.states.put_nowait(
            state.model_copy(update={"phase": phase, "epoch": epoch, "reason": reason})
        )


async def begun(tasks: asyncio.TaskGroup, rig: Rig) -> asyncio.Task[None]:
    waiting = tasks.create_task(rig.handover(KEY))
    await settle()
    return waiting


async def test_a_stream_is_kept_until_the_new_owner_delivers_it() -> None:
    rig = Rig()
    async with asyncio.TaskGroup() as tasks:
        waiting = await begun(tasks, rig)
        rig.say(Phase.DELIVERING, OURS)
        rig.say(Phase.CONNECTING, OURS + 1)
        rig.say(Phase.FAILED, OURS + 1, ReasonKind.TIMED_OUT)
        await settle()
        assert not waiting.done()
        rig.say(Phase.DELIVERING, OURS + 1)
        await settle()
        assert waiting.done()


async def test_one_that_is_read_is_kept_until_its_readers_have_renewed_with_the_new_owner() -> None:
    rig = Rig()
    rig.stream.answer(InterestRequest(reader="r", lease_seconds=6))
    async with asyncio.TaskGroup() as tasks:
        waiting = await begun(tasks, rig)
        rig.say(Phase.DELIVERING, OURS + 1)
        await rig.clock.advance(READERS_SECONDS - 0.1)
        assert not waiting.done()
        await rig.clock.advance(0.2)
        assert waiting.done()


async def test_a_camera_that_lets_only_one_in_is_let_go_as_soon_as_it_says_so() -> None:
    rig = Rig()
    async with asyncio.TaskGroup() as tasks:
        waiting = await begun(tasks, rig)
        rig.say(Phase.FAILED, OURS + 1, ReasonKind.BUSY)
        await settle()
        assert waiting.done()


async def test_what_delivers_nothing_or_has_no_other_worker_is_let_go_at_once() -> None:
    for rig in (Rig(delivers=False), Rig(others=False)):
        async with asyncio.TaskGroup() as tasks:
            assert (await begun(tasks, rig)).done()


async def test_a_stream_that_nobody_works_at_is_let_go_at_once() -> None:
    rig = Rig()
    other = StreamKey("t", "elsewhere", KEY.stream)
    await rig.handover(other)


async def test_nobody_waits_longer_than_for_so_long_and_one_that_drains_not_so_long() -> None:
    for draining, seconds in ((False, MOVING_SECONDS), (True, DRAINING_SECONDS)):
        rig = Rig()
        rig.draining = draining
        async with asyncio.TaskGroup() as tasks:
            waiting = await begun(tasks, rig)
            await rig.clock.advance(seconds - 0.5)
            assert not waiting.done()
            await rig.clock.advance(1)
            assert waiting.done()


async def test_when_the_others_go_too_or_the_camera_ends_there_is_nothing_to_wait_for() -> None:
    alone, ended = Rig(), Rig()
    async with asyncio.TaskGroup() as tasks:
        waits = [await begun(tasks, rig) for rig in (alone, ended)]
        alone.others = False
        ended.stream.failed(SourceFailure(ReasonKind.ENDED, "it hung up"), None)
        for rig in (alone, ended):
            await rig.clock.advance(0.5)
        assert all(wait.done() for wait in waits)
