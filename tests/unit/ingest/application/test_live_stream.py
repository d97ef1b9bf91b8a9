import asyncio
from datetime import timedelta

import pytest

from lokus_ingest.application.live_stream import LiveStream
from lokus_ingest.application.outlet import Outlet
from lokus_ingest.application.takeover import HANDED_OVER_SECONDS
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.spans import Spans
from lokus_kit.clock import utc_milliseconds
from lokus_proto.media import Codec
from lokus_proto.v1.media_interest import InterestOutcome, InterestRequest
from lokus_proto.v1.stream_state import Phase, ReasonKind
from support.virtual_clock import SteppedClock, settle
from unit.ingest.outbound import MemoryOutbound
from unit.ingest.samples import KEY, SETS, key_picture, picture

REFUSED = SourceFailure(ReasonKind.REFUSED, "nothing listens there")


class Rig:
    """A stream with a bus in memory."""

    def __init__(self, *, held: bool = False) -> None:
        self.held = held
        self.clock = SteppedClock()
        self.tally = Tally()
        self.outbound = MemoryOutbound()
        self.outlet = Outlet(KEY, self.outbound, self.tally)
        self.spans = Spans(self.clock.monotonic_seconds())
        self.stream = LiveStream(
            KEY,
            self.clock,
            self.tally,
            self.outlet,
            self.spans,
            epoch=9,
            worker="w1",
            is_held=lambda: self.held,
        )

    def deliver(self, pictures: int) -> None:
        self.stream.connecting()
        self.stream.opened(Codec.H264, SETS)
        self.stream.take(key_picture(0))
        for number in range(1, pictures):
            self.stream.take(picture(number * 9000))

    async def sent(self) -> list[int]:
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(self.outlet.run())
            await settle()
            task.cancel()
        return [unit.seq for unit in self.outbound.units]


def ask(seconds: float = 6.0, *, gop: bool = True, reader: str = "r1") -> InterestRequest:
    return InterestRequest(reader=reader, lease_seconds=seconds, gop_subject="_INBOX.r1" if gop else None)


async def test_a_reader_gets_the_gop_then_what_comes_and_nothing_twice() -> None:
    rig = Rig()
    rig.deliver(3)
    answer = rig.stream.answer(ask())
    rig.stream.take(picture(27_000))
    assert [unit.seq for unit in answer.gop] == [0, 1, 2]
    assert (answer.reply.first_seq, answer.reply.last_seq) == (0, 2)
    assert await rig.sent() == [3]


async def test_the_reply_says_what_is_on() -> None:
    rig = Rig()
    rig.deliver(1)
    reply = rig.stream.answer(ask(gop=False)).reply
    assert (reply.outcome, reply.phase) == (InterestOutcome.GRANTED, Phase.DELIVERING)
    assert reply.run == utc_milliseconds(rig.clock.now())
    assert (reply.codec, reply.width, reply.height) == (Codec.H264, 1280, 720)
    assert reply.first_seq is None


async def test_without_readers_nothing_is_published() -> None:
    rig = Rig()
    rig.deliver(3)
    assert await rig.sent() == []


async def test_publishing_stops_when_the_lease_is_over() -> None:
    rig = Rig()
    rig.deliver(1)
    rig.stream.answer(ask(6.0))
    await rig.clock.advance(5.9)
    rig.stream.take(picture(9000))
    await rig.clock.advance(0.2)
    rig.stream.take(picture(18_000))
    assert await rig.sent() == [1]


async def test_publishing_stops_when_the_lease_is_given_back() -> None:
    rig = Rig()
    rig.deliver(1)
    rig.stream.answer(ask())
    answer = rig.stream.answer(ask(0))
    rig.stream.take(picture(9000))
    assert (answer.reply.outcome, answer.gop) == (InterestOutcome.RELEASED, ())
    assert await rig.sent() == []


async def test_a_reader_of_a_failed_stream_learns_why_and_gets_media_once_they_come() -> None:
    rig = Rig()
    rig.deliver(2)
    rig.stream.failed(REFUSED, rig.clock.now() + timedelta(seconds=1))
    answer = rig.stream.answer(ask())
    assert (answer.reply.phase, answer.reply.reason) == (Phase.FAILED, ReasonKind.REFUSED)
    assert (answer.reply.run, answer.reply.codec, answer.gop) == (None, None, ())
    await rig.clock.advance(1)
    rig.deliver(2)
    assert await rig.sent() == [0, 1]


async def test_a_reconnect_starts_a_new_run() -> None:
    rig = Rig()
    rig.deliver(2)
    first = rig.stream.state().run
    rig.stream.failed(REFUSED, None)
    rig.deliver(1)
    second = rig.stream.state().run
    assert first is not None
    assert second is not None
    assert second > first
    assert rig.tally.runs == 2


async def test_the_state_holds_what_was_measured() -> None:
    rig = Rig()
    rig.deliver(12)
    await rig.clock.advance(1)
    state = rig.stream.state()
    assert state.phase is Phase.DELIVERING
    assert state.measured is not None
    assert (state.measured.codec, state.measured.width, state.measured.height) == (Codec.H264, 1280, 720)
    assert state.measured.fps == 12.0
    assert not state.measured.reordered


async def test_the_state_holds_how_well_pictures_arrive() -> None:
    rig = Rig()
    rig.stream.opened(Codec.H264, SETS, lambda: 5)
    rig.stream.take(key_picture(0))
    await rig.clock.advance(0.1)
    rig.stream.take(picture(9000))
    await rig.clock.advance(0.3)
    rig.stream.take(picture(18_000, after_loss=True))
    measured = rig.stream.state().measured
    assert measured is not None
    assert (measured.gaps, measured.lost_packets, measured.clock_drift_ppm) == (1, 5, None)
    assert measured.key_frame_age_seconds == 0.4
    assert measured.jitter_ms == 0.0
    await rig.clock.advance(0.2)
    rig.stream.take(key_picture(27_000))
    measured = rig.stream.state().measured
    assert measured is not None
    assert (measured.gaps, measured.key_frame_age_seconds) == (1, 0)
    assert measured.jitter_ms == pytest.approx(300 / 16, abs=0.1)


async def test_a_failure_ends_the_measuring_and_is_counted_once() -> None:
    rig = Rig()
    rig.deliver(1)
    next_attempt_at = rig.clock.now() + timedelta(seconds=3)
    rig.stream.failed(REFUSED, next_attempt_at)
    rig.stream.failed(REFUSED, next_attempt_at)
    state = rig.stream.state()
    assert (state.measured, state.run) == (None, None)
    assert (state.reason, state.detail) == (ReasonKind.REFUSED, REFUSED.detail)
    assert state.next_attempt_at == next_attempt_at
    assert rig.tally.failures == {ReasonKind.REFUSED: 1}


async def test_a_camera_that_stays_away_is_counted_at_each_attempt_and_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = Rig()
    for _ in range(3):
        rig.stream.connecting()
        rig.stream.failed(REFUSED, rig.clock.now())
    assert rig.tally.failures == {ReasonKind.REFUSED: 3}
    assert [record.getMessage() for record in caplog.records] == ["cam-1/main: nothing listens there"]
    rig.stream.connecting()
    rig.stream.failed(SourceFailure(ReasonKind.TIMED_OUT, "it is silent"), rig.clock.now())
    assert len(caplog.records) == 2


async def test_readers_are_counted_until_their_lease_is_over() -> None:
    rig = Rig()
    rig.stream.answer(ask(2.0, reader="r1"))
    rig.stream.answer(ask(6.0, reader="r2"))
    assert rig.stream.state().readers == 2
    await rig.clock.advance(3)
    assert rig.stream.state().readers == 1


async def test_only_a_first_interest_is_a_change_worth_telling() -> None:
    rig = Rig()
    rig.stream.answer(ask())
    assert rig.stream.changed.is_set()
    rig.stream.changed.clear()
    rig.stream.answer(ask())
    assert not rig.stream.changed.is_set()


async def test_a_failure_goes_on_counting_while_the_stream_waits_for_its_turn() -> None:
    rig = Rig()
    begun_seconds = rig.clock.monotonic_seconds()
    rig.stream.failed(REFUSED, rig.clock.now())
    await rig.clock.advance(2)
    rig.stream.put_off(rig.clock.now() + timedelta(seconds=6))
    await rig.clock.advance(6)
    rig.stream.connecting()
    await rig.clock.advance(1)
    closed = rig.spans.close("cam-1", begun_seconds, begun_seconds + 10)
    assert closed is not None
    assert [(span.phase, span.reason) for span in closed.spans] == [(Phase.FAILED, ReasonKind.REFUSED)]


async def test_a_stream_that_was_never_tried_is_unknown_while_it_waits_for_its_turn() -> None:
    rig = Rig()
    begun_seconds = rig.clock.monotonic_seconds()
    rig.stream.put_off(rig.clock.now() + timedelta(seconds=6))
    await rig.clock.advance(6)
    closed = rig.spans.close("cam-1", begun_seconds, begun_seconds + 10)
    assert closed is not None
    assert [(span.phase, span.reason) for span in closed.spans] == [(Phase.CONNECTING, None)]


async def test_pictures_are_counted_in_the_span_in_which_they_came() -> None:
    rig = Rig()
    begun_seconds = rig.clock.monotonic_seconds()
    await rig.clock.advance(1)
    rig.deliver(12)
    await rig.clock.advance(2)
    rig.stream.failed(REFUSED, None)
    rig.stream.connecting()
    closed = rig.spans.close("cam-1", begun_seconds, begun_seconds + 10)
    assert closed is not None
    assert [(span.until_ms, span.phase, span.frames, span.width) for span in closed.spans] == [
        (1000, Phase.CONNECTING, 0, None),
        (3000, Phase.DELIVERING, 12, 1280),
        (10000, Phase.FAILED, 0, None),
    ]


async def test_everything_that_is_said_of_it_names_its_epoch() -> None:
    rig = Rig()
    rig.deliver(2)
    answer = rig.stream.answer(ask())
    assert {unit.epoch for unit in answer.gop} == {answer.reply.epoch} == {rig.stream.state().epoch} == {9}
    assert rig.stream.state().worker == "w1"


async def test_what_fails_while_the_worker_before_may_still_deliver_is_not_counted_as_a_failure() -> None:
    phases = {}
    for held in (True, False):
        rig = Rig(held=held)
        began = rig.clock.monotonic_seconds()
        rig.stream.failed(SourceFailure(ReasonKind.BUSY, "too many sessions"), None)
        await rig.clock.advance(HANDED_OVER_SECONDS / 2)
        rig.deliver(1)
        await rig.clock.advance(HANDED_OVER_SECONDS)
        rig.held = False
        rig.stream.failed(REFUSED, None)
        await rig.clock.advance(1)
        told = rig.spans.close("cam", began, rig.clock.monotonic_seconds())
        assert told is not None
        phases[held] = [span.phase for span in told.spans]
    assert phases[True] == [Phase.CONNECTING, Phase.DELIVERING, Phase.FAILED]
    assert phases[False] == [Phase.FAILED, Phase.DELIVERING, Phase.FAILED]


async def test_a_key_frame_is_wanted_when_a_reader_joins_far_from_one_until_one_comes() -> None:
    rig = Rig()
    rig.stream.answer(ask())
    assert not rig.stream.key_frame_wanted.is_set()
    rig.deliver(12)
    rig.stream.answer(ask())
    assert not rig.stream.key_frame_wanted.is_set()
    rig.stream.take(picture(5 * 90_000))
    rig.stream.answer(ask(gop=False))
    rig.stream.answer(ask(0))
    assert not rig.stream.key_frame_wanted.is_set()
    rig.stream.answer(ask())
    assert rig.stream.key_frame_wanted.is_set()
    rig.stream.take(key_picture(6 * 90_000))
    assert not rig.stream.key_frame_wanted.is_set()


async def test_the_state_tells_how_the_clock_of_the_device_goes() -> None:
    rig = Rig()
    assert rig.stream.state().device_clock_offset_seconds is None
    rig.stream.device_clock_offset = timedelta(seconds=-25200, milliseconds=-440)
    assert rig.stream.state().device_clock_offset_seconds == -25200.4


async def test_its_state_is_not_told_while_the_worker_before_delivers_and_we_do_not() -> None:
    rig = Rig(held=True)
    await rig.clock.advance(60)
    assert not rig.stream.is_tellable  # the gate has not let us in yet
    rig.stream.failed(SourceFailure(ReasonKind.BUSY, "too many sessions"), None)
    assert rig.stream.is_tellable  # which asks the worker before to let go
    rig.deliver(1)
    assert rig.stream.is_tellable


async def test_a_failure_is_told_once_the_worker_before_is_gone_or_has_had_its_time() -> None:
    rig = Rig(held=True)
    rig.stream.failed(REFUSED, None)
    assert not rig.stream.is_tellable
    rig.held = False
    assert rig.stream.is_tellable
    rig.held = True
    await rig.clock.advance(HANDED_OVER_SECONDS)
    assert rig.stream.is_tellable
