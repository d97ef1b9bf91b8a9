import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from ipaddress import ip_address

import pytest

from lokus_ingest.application.admission import Admission
from lokus_ingest.application.approach import Approach
from lokus_ingest.application.attention import Attention
from lokus_ingest.application.live_stream import LiveStream
from lokus_ingest.application.outlet import Outlet
from lokus_ingest.application.ports import Hear
from lokus_ingest.application.puller import (
    HEALTHY_SECONDS,
    KEY_FRAME_SECONDS,
    RECONNECT,
    UNHURRIED_SECONDS,
    Puller,
)
from lokus_ingest.application.takeover import HANDED_OVER_SECONDS
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.address import Address, Carrier, Credentials
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.login import AGAIN_AFTER_SECONDS
from lokus_ingest.domain.networks import AllowedNetworks
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.redirect import MOST_REDIRECTS, Redirected
from lokus_ingest.domain.spans import Spans
from lokus_kit.retry import keep_running
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import StreamSource, Transport
from lokus_proto.v1.stream_state import Phase, Reader, ReasonKind
from support.clock import VirtualClock
from support.virtual_clock import SteppedClock, settle
from unit.ingest.outbound import MemoryOutbound
from unit.ingest.phone_book import PhoneBook
from unit.ingest.samples import KEY, SETS, key_picture, picture

REFUSED = SourceFailure(ReasonKind.REFUSED, "nothing listens there")
STALL_SECONDS = 0.05
ENDED = SourceFailure(ReasonKind.ENDED, "it ended")
DECLINED = SourceFailure(ReasonKind.TRANSPORT, "not over this")


class PlayedPull:
    """Gives its pictures, then fails; without a failure it says nothing more."""

    codec = Codec.H264
    reader = Reader.RTSP
    described = SETS
    lost_packets = 2

    def __init__(self, pictures: Iterable[Picture], failure: SourceFailure | None) -> None:
        self._pictures = list(pictures)
        self._failure = failure

    async def play(self, take: Callable[[Picture], None]) -> None:
        while self._pictures:
            await asyncio.sleep(0)
            take(self._pictures.pop(0))
        if self._failure is not None:
            raise self._failure
        await asyncio.Event().wait()
        raise AssertionError


Play = SourceFailure | PlayedPull


class PlayedSource:
    """A camera that answers each attempt as the play says; the last answer stands."""

    def __init__(self, *play: Play) -> None:
        self._play = list(play)
        self.attempts: list[tuple[Address, Carrier]] = []
        self.hearers: list[Hear | None] = []
        self.open_sessions = 0

    @asynccontextmanager
    async def open(
        self, address: Address, carrier: Carrier, hear: Hear | None = None
    ) -> AsyncIterator[PlayedPull]:
        self.hearers.append(hear)
        self.attempts.append((address, carrier))
        act = self._play.pop(0) if len(self._play) > 1 else self._play[0]
        if isinstance(act, SourceFailure):
            raise act
        self.open_sessions += 1
        try:
            yield act
        finally:
            self.open_sessions -= 1


class OpenVault:
    """Reads `user:password`; whatever else it cannot read."""

    def open(self, sealed: str) -> Credentials:
        user, colon, password = sealed.partition(":")
        if not colon:
            raise SourceFailure(ReasonKind.CREDENTIALS, "cannot be read")
        return Credentials(user, password)


class Rig:
    def __init__(
        self,
        *play: Play,
        transport: Transport = Transport.AUTO,
        sealed: str | None = None,
        url: str = "rtsp://192.0.2.7/live",
        connects_per_second: float = 1000.0,
        handed_over: bool = False,
    ) -> None:
        self.clock = SteppedClock()
        tally = Tally()
        self.stream = LiveStream(KEY, self.clock, tally, Outlet(KEY, MemoryOutbound(), tally), Spans(0.0))
        self.source = PlayedSource(*play)
        wanted = StreamSource(name=StreamName.MAIN, url=url, transport=transport)
        self.gate = Admission(connects_per_second, 1000.0, lambda: 1.0, self.clock, tally)
        self.attention = Attention(self.clock, tally, lambda start, end: None)
        approach = Approach(PhoneBook({"cam": ["192.0.2.8"]}), AllowedNetworks.parse("default"), self.gate)
        self._puller = Puller(
            self.stream,
            wanted,
            sealed,
            self.source,
            OpenVault(),
            approach,
            self.attention,
            self.clock,
            stall_seconds=STALL_SECONDS,
            handed_over=handed_over,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            gate = tasks.create_task(self.gate.run())
            attention = tasks.create_task(self.attention.run())
            task = tasks.create_task(self._puller.run())
            await settle()
            yield
            task.cancel()
            gate.cancel()
            attention.cancel()

    async def until_attempts(self, count: int) -> None:
        while len(self.source.attempts) < count:
            await self.clock.advance(0.1)

    async def until(self, phase: Phase) -> None:
        async with asyncio.timeout(5):
            while self.stream.phase is not phase:
                await self.stream.changed.wait()
                self.stream.changed.clear()


async def test_pictures_make_the_stream_deliver() -> None:
    rig = Rig(PlayedPull([key_picture(0), picture(9000)], None))
    async with rig.running():
        assert rig.stream.phase is Phase.DELIVERING
        assert rig.source.open_sessions == 1
    assert rig.source.open_sessions == 0


async def test_a_camera_that_refuses_is_tried_again_ever_more_rarely() -> None:
    rig = Rig(REFUSED)
    async with rig.running():
        state = rig.stream.state()
        assert (state.phase, state.reason) == (Phase.FAILED, ReasonKind.REFUSED)
        assert state.next_attempt_at is not None
        await rig.clock.advance(120)
        early = len(rig.source.attempts)
        await rig.clock.advance(3600)
        late = len(rig.source.attempts) - early
    assert early > 5
    assert 700 < late < 1200  # full jitter under a cap of 8 s: one in 4 s in the mean


async def test_it_comes_back_when_the_camera_does() -> None:
    rig = Rig(REFUSED, REFUSED, PlayedPull([key_picture(0)], None))
    async with rig.running():
        await rig.clock.advance(2)
        assert rig.stream.phase is Phase.DELIVERING


async def test_a_clean_end_is_a_failure_and_starts_a_new_run() -> None:
    rig = Rig(PlayedPull([key_picture(0)], ENDED), PlayedPull([key_picture(0)], None))
    async with rig.running():
        state = rig.stream.state()
        assert (state.phase, state.reason) == (Phase.FAILED, ReasonKind.ENDED)
        await rig.clock.advance(1)
        assert rig.stream.phase is Phase.DELIVERING


async def test_silence_of_a_delivering_camera_is_a_stall() -> None:
    rig = Rig(PlayedPull([key_picture(0)], None), PlayedPull([key_picture(0)], None))
    async with rig.running():
        await rig.clock.advance(STALL_SECONDS)
        await rig.until(Phase.STALLED)
        assert rig.stream.state().reason is ReasonKind.STALLED
        assert rig.source.open_sessions == 0
        await rig.clock.advance(1)
        assert rig.stream.phase is Phase.DELIVERING


async def test_no_camera_is_blamed_for_what_we_were_not_there_to_hear() -> None:
    rig = Rig(PlayedPull([key_picture(0)], None))
    async with rig.running():
        await rig.clock.jump(7.0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3 * STALL_SECONDS):  # in which the watch looks
                await rig.until(Phase.STALLED)
        await rig.clock.advance(STALL_SECONDS)
        await rig.until(Phase.STALLED)


async def test_silence_before_the_first_picture_is_a_time_out() -> None:
    rig = Rig(PlayedPull([], None))
    async with rig.running():
        await rig.clock.advance(STALL_SECONDS)
        await rig.until(Phase.FAILED)
        assert rig.stream.state().reason is ReasonKind.TIMED_OUT


async def test_a_wrong_password_is_never_tried_twice() -> None:
    rig = Rig(SourceFailure(ReasonKind.AUTHENTICATION, "wrong password"), sealed="admin:wrong")
    async with rig.running():
        await rig.clock.advance(3 * 3600)
        state = rig.stream.state()
    assert len(rig.source.attempts) == 1
    assert (state.phase, state.next_attempt_at) == (Phase.FAILED, None)


async def test_a_password_that_was_taken_before_is_tried_again_but_rarely() -> None:
    wrong = SourceFailure(ReasonKind.AUTHENTICATION, "wrong password")
    rig = Rig(PlayedPull([key_picture(0)], ENDED), wrong, sealed="admin:right")
    async with rig.running():
        await rig.clock.advance(RECONNECT.cap_seconds)
        state = rig.stream.state()
        assert state.reason is ReasonKind.AUTHENTICATION
        assert state.next_attempt_at is not None
        assert len(rig.source.attempts) == 2
        await rig.clock.advance(AGAIN_AFTER_SECONDS[0] + RECONNECT.cap_seconds)
        assert len(rig.source.attempts) == 3
        await rig.clock.advance(3 * 3600)
    assert len(rig.source.attempts) <= 4 + 3 * 3600 / AGAIN_AFTER_SECONDS[-1]


async def test_unreadable_credentials_are_not_tried_at_all() -> None:
    rig = Rig(REFUSED, sealed="rubbish")
    async with rig.running():
        await rig.clock.advance(3600)
        assert rig.stream.state().reason is ReasonKind.CREDENTIALS
    assert rig.source.attempts == []


async def test_a_bad_address_is_not_tried_at_all() -> None:
    rig = Rig(REFUSED, url="http://192.0.2.7/live")
    async with rig.running():
        assert rig.stream.state().reason is ReasonKind.ADDRESS
    assert rig.source.attempts == []


async def test_a_failure_that_may_pass_is_tried_again_though_rarely() -> None:
    rig = Rig(SourceFailure(ReasonKind.ADDRESS, "it redirects", may_pass=True))
    async with rig.running():
        await rig.clock.advance(UNHURRIED_SECONDS - 0.1)
        assert len(rig.source.attempts) == 1
        await rig.clock.advance(1)
        assert len(rig.source.attempts) == 2


async def test_a_busy_camera_is_asked_rarely() -> None:
    rig = Rig(SourceFailure(ReasonKind.BUSY, "too many sessions"))
    async with rig.running():
        await rig.clock.advance(UNHURRIED_SECONDS - 0.1)
        assert len(rig.source.attempts) == 1
        await rig.clock.advance(1)
        assert len(rig.source.attempts) == 2


async def test_one_that_another_worker_lets_go_is_asked_again_soon_for_a_while() -> None:
    rig = Rig(SourceFailure(ReasonKind.BUSY, "too many sessions"), handed_over=True)
    async with rig.running():
        await rig.clock.advance(HANDED_OVER_SECONDS)
        assert len(rig.source.attempts) >= 3
        await rig.clock.advance(2 * UNHURRIED_SECONDS)
        tried = len(rig.source.attempts)
        await rig.clock.advance(UNHURRIED_SECONDS)
        assert len(rig.source.attempts) - tried <= 1


async def test_credentials_reach_the_camera_opened() -> None:
    rig = Rig(REFUSED, sealed="admin:p@ss")
    async with rig.running():
        address, _ = rig.source.attempts[0]
    assert address.credentials == Credentials("admin", "p@ss")


async def test_what_is_connected_to_is_what_the_name_was_found_to_be() -> None:
    rig = Rig(REFUSED, url="rtsp://cam/live")
    async with rig.running():
        address, _ = rig.source.attempts[0]
    assert address.host == ip_address("192.0.2.8")


async def test_a_denied_address_is_not_tried_at_all() -> None:
    rig = Rig(REFUSED, url="rtsp://127.0.0.1/live")
    async with rig.running():
        await rig.clock.advance(3600)
        state = rig.stream.state()
    assert (state.phase, state.reason) == (Phase.FAILED, ReasonKind.ADDRESS)
    assert state.next_attempt_at is None
    assert rig.source.attempts == []


async def test_whoever_waits_at_the_gate_stands_where_it_stood_and_says_until_when() -> None:
    rig = Rig(PlayedPull([key_picture(0)], ENDED), connects_per_second=0.1)
    async with rig.running():
        await rig.clock.advance(2)
        state = rig.stream.state()
        assert (state.phase, state.reason) == (Phase.FAILED, ReasonKind.ENDED)
        assert state.next_attempt_at is not None
        assert state.next_attempt_at > rig.clock.now() + timedelta(seconds=5)
        assert len(rig.source.attempts) == 1
        await rig.clock.advance(12)
        assert len(rig.source.attempts) == 2


async def test_a_stream_never_tried_that_waits_at_the_gate_is_connecting() -> None:
    rig = Rig(REFUSED, connects_per_second=0.1)
    await rig.gate.enter(ip_address("192.0.2.1"), lambda _: None)
    async with rig.running():
        state = rig.stream.state()
        assert (state.phase, state.reason) == (Phase.CONNECTING, None)
        assert state.next_attempt_at is not None
    assert rig.source.attempts == []


@pytest.mark.parametrize(("away_seconds", "back_within_seconds"), [(1, 2), (3, 2.5), (60, 8)])
async def test_most_cameras_are_tried_soon_after_they_return(
    away_seconds: float, back_within_seconds: float
) -> None:
    draw = random.Random(17).random
    waited: list[float] = []
    for _ in range(200):
        clock = VirtualClock(0)

        async def connect(clock: VirtualClock = clock) -> None:
            if clock.seconds < away_seconds:
                raise REFUSED
            waited.append(clock.seconds - away_seconds)
            raise asyncio.CancelledError

        with contextlib.suppress(asyncio.CancelledError):
            await keep_running(
                "test", connect, retry_on=(SourceFailure,), clock=clock, backoff=RECONNECT, jitter=draw
            )
    assert sorted(waited)[int(0.95 * len(waited))] <= back_within_seconds


async def test_a_healthy_run_starts_the_waits_over() -> None:
    class Lasting(PlayedPull):
        async def play(self, take: Callable[[Picture], None]) -> None:
            take(key_picture(0))
            await rig.clock.sleep(HEALTHY_SECONDS)
            raise ENDED

    rig = Rig(*[REFUSED] * 6, Lasting([], None), REFUSED)
    rig._puller._stall_seconds = 60.0
    async with rig.running():
        await rig.until_attempts(7)
        await rig.clock.advance(HEALTHY_SECONDS + 0.5)
        assert len(rig.source.attempts) >= 8


async def test_udp_is_tried_at_once_when_tcp_is_declined_and_comes_first_the_next_time() -> None:
    rig = Rig(DECLINED, PlayedPull([key_picture(0)], ENDED), PlayedPull([key_picture(0)], None))
    async with rig.running():
        assert [carrier for _, carrier in rig.source.attempts] == [Carrier.TCP, Carrier.UDP]
        await rig.clock.advance(1)
        assert rig.source.attempts[-1][1] is Carrier.UDP
        assert len(rig.source.attempts) == 3


async def test_a_camera_that_is_still_letting_go_of_what_it_declined_is_asked_again_soon() -> None:
    busy = SourceFailure(ReasonKind.BUSY, "it is letting go")
    rig = Rig(DECLINED, busy, PlayedPull([key_picture(0)], None))
    async with rig.running():
        await rig.clock.advance(1)
        assert [carrier for _, carrier in rig.source.attempts] == [Carrier.TCP, Carrier.UDP, Carrier.UDP]
        assert rig.stream.phase is Phase.DELIVERING


async def test_a_transport_that_was_set_is_not_changed() -> None:
    rig = Rig(DECLINED, transport=Transport.TCP)
    async with rig.running():
        assert rig.stream.state().reason is ReasonKind.TRANSPORT
        await rig.clock.advance(60)
    assert {carrier for _, carrier in rig.source.attempts} == {Carrier.TCP}


async def test_a_stream_without_key_frames_is_given_up_with_a_reason() -> None:
    class Endless(PlayedPull):
        async def play(self, take: Callable[[Picture], None]) -> None:
            while True:
                await rig.clock.sleep(1)
                take(picture(0))

    rig = Rig(Endless([], None))
    rig._puller._stall_seconds = 60.0
    async with rig.running():
        await rig.clock.advance(KEY_FRAME_SECONDS + 2)
        await rig.until(Phase.FAILED)
        assert rig.stream.state().reason is ReasonKind.CODEC


ELSEWHERE = Address("rtsp://192.0.2.9/live", Transport.AUTO)
SENT = Redirected(ELSEWHERE.url, ELSEWHERE)


async def test_where_the_camera_sends_us_is_approached_like_a_camera_of_its_own() -> None:
    rig = Rig(SENT, PlayedPull([key_picture(0)], None), sealed="admin:s3cret")
    async with rig.running():
        assert rig.stream.phase is Phase.DELIVERING
    (first, _), (second, _) = rig.source.attempts
    assert first.credentials is not None
    assert (second.url, second.credentials) == (ELSEWHERE.url, None)
    assert str(second.host) == "192.0.2.9"


async def test_nobody_is_sent_on_without_end() -> None:
    rig = Rig(SENT)
    async with rig.running():
        assert rig.stream.state().reason is ReasonKind.ADDRESS
        assert len(rig.source.attempts) == MOST_REDIRECTS + 1


async def test_a_redirect_to_where_nobody_may_go_is_a_failure() -> None:
    rig = Rig(Redirected("rtsp://127.0.0.1/", Address("rtsp://127.0.0.1/", Transport.AUTO)))
    async with rig.running():
        assert rig.stream.state().reason is ReasonKind.ADDRESS
    assert len(rig.source.attempts) == 1


async def test_a_password_that_is_wanted_elsewhere_does_not_stop_a_camera_for_good() -> None:
    rig = Rig(SENT, SourceFailure(ReasonKind.AUTHENTICATION, "give them"))
    async with rig.running():
        state = rig.stream.state()
        assert (state.reason, state.next_attempt_at is None) == (ReasonKind.ADDRESS, False)
