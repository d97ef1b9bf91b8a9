import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lokus_ingest.application.live_stream import LiveStream
from lokus_ingest.application.outlet import Outlet
from lokus_ingest.application.reporter import TELL_EVERY_SECONDS, Reporter
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.spans import Spans
from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.media import Codec
from lokus_proto.v1.stream_state import Phase, ReasonKind
from support.virtual_clock import SteppedClock, settle
from unit.ingest.outbound import MemoryOutbound
from unit.ingest.samples import KEY, SETS, key_picture

REFUSED = SourceFailure(ReasonKind.REFUSED, "nothing listens there")


class Rig:
    def __init__(self) -> None:
        self.clock, self.tally, self.outbound = SteppedClock(), Tally(), MemoryOutbound()
        self.held = False
        self.overtaken: list[StreamKey] = []
        self.stream = LiveStream(
            KEY,
            self.clock,
            self.tally,
            Outlet(KEY, self.outbound, self.tally),
            Spans(0.0),
            is_held=lambda: self.held,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        reporter = Reporter(self.stream, self.outbound, self.clock, self.tally, self.overtaken.append)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(reporter.run())
            await settle()
            yield
            task.cancel()

    def deliver(self) -> None:
        self.stream.opened(Codec.H264, SETS)
        self.stream.take(key_picture(0))


async def test_a_change_is_told_at_once() -> None:
    rig = Rig()
    rig.stream.connecting()
    async with rig.running():
        rig.deliver()
        await settle()
    assert [state.phase for state in rig.outbound.states] == [Phase.CONNECTING, Phase.DELIVERING]


async def test_a_state_that_does_not_change_is_told_every_few_seconds() -> None:
    rig = Rig()
    rig.stream.connecting()
    async with rig.running():
        await rig.clock.advance(10 * TELL_EVERY_SECONDS + 1)
    assert len(rig.outbound.states) == 11
    assert TELL_EVERY_SECONDS <= 10


async def test_a_rate_that_falls_is_told_before_its_time() -> None:
    rig = Rig()
    async with rig.running():
        rig.deliver()
        await rig.clock.advance(1)
        told = len(rig.outbound.states)
        await rig.clock.advance(5)
    assert len(rig.outbound.states) > told
    assert rig.outbound.states[-1].measured is not None
    assert rig.outbound.states[-1].measured.fps == 0


async def test_one_more_attempt_that_fails_alike_is_not_told_at_once() -> None:
    rig = Rig()
    async with rig.running():
        rig.stream.failed(REFUSED, rig.clock.now())
        await settle()
        told = len(rig.outbound.states)
        for _ in range(3):
            rig.stream.connecting()
            await rig.clock.advance(1)
            rig.stream.failed(REFUSED, rig.clock.now())
            await rig.clock.advance(1)
        assert len(rig.outbound.states) == told
        rig.stream.failed(SourceFailure(ReasonKind.TIMED_OUT, "it is silent"), rig.clock.now())
        await settle()
    assert [state.reason for state in rig.outbound.states[told - 1 :]] == [
        ReasonKind.REFUSED,
        ReasonKind.TIMED_OUT,
    ]


async def test_what_could_not_be_told_is_counted_and_told_when_the_bus_is_back() -> None:
    rig = Rig()
    rig.outbound.away = True
    rig.stream.connecting()
    async with rig.running():
        await rig.clock.advance(3)
        assert rig.tally.states_untold >= 3
        rig.outbound.away = False
        await rig.clock.advance(1)
        assert [state.phase for state in rig.outbound.states] == [Phase.CONNECTING]


async def test_nothing_is_told_while_another_worker_delivers_and_the_state_as_soon_as_that_one_is_gone() -> (
    None
):
    rig = Rig()
    rig.held = True
    rig.stream.connecting()
    async with rig.running():
        await rig.clock.advance(3)
        assert rig.outbound.states == []
        rig.held = False
        await rig.clock.advance(1)
    assert [state.phase for state in rig.outbound.states] == [Phase.CONNECTING]


async def test_a_later_owner_is_told_of_and_its_state_stands() -> None:
    rig = Rig()
    rig.outbound.overtaken = True
    async with rig.running():
        rig.deliver()
        await settle()
    assert rig.overtaken == [KEY]
    assert rig.outbound.states == []
