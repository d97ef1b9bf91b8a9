"""What cameras do to their connections: silence, sessions that end unless kept, bytes that are no media."""

import asyncio
import itertools
import time
from functools import partial

from integration.ingest.habits.at_once import at_once
from integration.ingest.habits.camera import PUBLIC, Camera, Request, Session
from integration.ingest.habits.footage import INTERVAL_90K, footage
from integration.ingest.habits.line import Line
from integration.ingest.habits.pull import Seen, pulling, refusal
from lokus_ingest.adapters.pyav_source import PyAvSource
from lokus_ingest.application.ports import Source
from lokus_ingest.domain.address import Carrier
from lokus_local.virtual_camera.payload import payloads_of
from lokus_proto.v1.stream_state import ReasonKind


class SilentAt(Camera):
    """Takes a request and never answers it, or only half."""

    half = b""

    def __init__(self, method: str) -> None:
        super().__init__()
        self._method = method

    def answer(self, session: Session, request: Request) -> None:
        if request.method == self._method:
            session.writer.write(self.half)
        else:
            super().answer(session, request)


class HalfAnswering(SilentAt):
    half = b"RTSP/1.0 200 OK\r\nContent-Length: 5000\r\nCSe"


async def gives_up_in_time(source: Source, kinds: tuple[type[SilentAt], ...]) -> None:
    async def check(camera: SilentAt) -> None:
        async with camera.serving():
            failure = await refusal(source, camera.url)
        assert failure.reason is ReasonKind.TIMED_OUT

    began = time.monotonic()
    methods = ("OPTIONS", "DESCRIBE", "SETUP", "PLAY")
    await at_once({f"{kind.__name__} {method}": kind(method) for kind in kinds for method in methods}, check)
    assert time.monotonic() - began < 6.0


async def test_silence_while_opening_ends_in_time(source: Source) -> None:
    """FFmpeg's reader waits for the rest of half an answer three times as long."""
    silent: tuple[type[SilentAt], ...] = (SilentAt,)
    await gives_up_in_time(source, silent if isinstance(source, PyAvSource) else (SilentAt, HalfAnswering))


class LookedAfter(Camera):
    """Ends a session that it has not heard of for its timeout."""

    timeout_seconds = 2
    public = PUBLIC

    def options(self, session: Session, request: Request) -> str:
        return f"200 OK\r\nPublic: {self.public}"

    async def show(self, session: Session) -> None:
        loop = asyncio.get_running_loop()
        number = 0
        while loop.time() - session.heard_seconds < self.timeout_seconds:
            unit = self.film.units[number % len(self.film.units)]
            session.video.picture(self.film, unit, number * INTERVAL_90K)
            number += 1
            await session.video.pace()
        session.writer.close()


class KeptByOptions(LookedAfter):
    """Knows no GET_PARAMETER, and says so."""

    public = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN"

    def get_parameter(self, session: Session, request: Request) -> str:
        session.heard_seconds = 0.0
        return "501 Not Implemented"


class KeptWithSession(LookedAfter):
    """Wants to hear of which session it is."""

    def admit(self, request: Request) -> str | None:
        kept = request.method == "GET_PARAMETER" and not request.headers.get("session", "").startswith("1")
        return "454 Session Not Found" if kept else None


class Boastful(LookedAfter):
    """Says that it knows GET_PARAMETER, and does not."""

    def get_parameter(self, session: Session, request: Request) -> str:
        session.heard_seconds -= 1.0
        return "405 Method Not Allowed"


class WantsReports(Camera):
    """Stops when no receiver report has come for a while; real ones do after 10 s."""

    def __init__(self, patience_seconds: float) -> None:
        super().__init__()
        self._patience_seconds = patience_seconds

    async def show(self, session: Session) -> None:
        async with asyncio.TaskGroup() as tasks:
            playing = tasks.create_task(super().show(session))
            reported = -1
            while session.reports > reported:
                reported = session.reports
                await asyncio.sleep(self._patience_seconds)
            playing.cancel()


async def stay(source: Source, seconds: float, *cameras: Camera) -> None:
    """Whether a session with each of the cameras lasts so long."""

    async def check(camera: Camera) -> None:
        async with camera.serving(), pulling(source, camera.url) as seen:
            await seen.units_come(3)
            await asyncio.sleep(seconds)
            await seen.units_come(3)

    await at_once({type(camera).__name__: camera for camera in cameras}, check)


async def test_a_session_is_kept_alive_as_its_camera_wants_it(source: Source) -> None:
    await stay(source, 2.8, LookedAfter(), KeptByOptions(), KeptWithSession())


async def test_a_session_that_wants_reports_or_refuses_a_keepalive_stays(fast: Source) -> None:
    await stay(fast, 6.5, Boastful(), WantsReports(5.5))


class Littering(Camera):
    """Puts bytes between its packets that belong nowhere."""

    def __init__(self, litter: bytes) -> None:
        super().__init__()
        self._litter = litter

    async def show(self, session: Session) -> None:
        for number in range(10_000):
            unit = self.film.units[number % len(self.film.units)]
            session.video.picture(self.film, unit, number * INTERVAL_90K)
            if number % 3 == 0:
                session.video.raw(self._litter)
            await session.video.pace()


TEXT = {
    "a-request": b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n",
    "a-reply": b"RTSP/1.0 200 OK\r\nCSeq: 900\r\nContent-Length: 4\r\n\r\n$\x00\x00\x01",
}
GARBAGE = {
    "zeros": bytes(7),
    "line-ends": b"\r\n\r\n",
    "noise": b"\x17\x93 what is this? \xfe\xff",
    "half-a-reply": b"RTSP/1.",
    "an-unknown-channel": b"$\x09\x00\x04abcd",
    "an-empty-frame": b"$\x00\x00\x00",
}


async def is_read_through(source: Source, litter: bytes) -> None:
    """Whether no picture is lost to this litter."""
    async with Littering(litter).serving() as camera, pulling(source, camera.url) as seen:
        await seen.units_come(30)
    assert every_picture_came(seen)


async def test_text_between_packets_is_passed_over(source: Source) -> None:
    await at_once(TEXT, partial(is_read_through, source))


async def test_garbage_between_packets_is_passed_over(fast: Source) -> None:
    await at_once(GARBAGE, partial(is_read_through, fast))


def every_picture_came(seen: Seen) -> bool:
    times = [unit.pts_90k for unit in seen.units]
    return times == [INTERVAL_90K * number for number in range(len(times))]


class Miscounting(Camera):
    """Sends on other channels than those that it agreed to; `said`: what it says of them, if anything."""

    def __init__(self, said: str | None, channel: int) -> None:
        super().__init__()
        self._said, self._channel = said, channel

    def transport(self, wanted: str, line: Line) -> str:
        line.channel = self._channel
        named = "" if self._said is None else f";interleaved={self._said}"
        return f"RTP/AVP/TCP;unicast{named};ssrc=FFFFFFFFF"


CHANNELS = [("0-1", 2), (None, 0), (None, 4), ("5-6", 0), ("2-3", 2), ("1", 0)]


async def test_pictures_are_taken_from_the_channel_that_carries_them(fast: Source) -> None:
    async def check(case: tuple[str | None, int]) -> None:
        async with Miscounting(*case).serving() as camera, pulling(fast, camera.url) as seen:
            await seen.units_come(10)
        assert every_picture_came(seen)

    await at_once({str(case): case for case in CHANNELS}, check)


class Haunted(Camera):
    """Goes on sending an old session's pictures between those of the new one."""

    async def show(self, session: Session) -> None:
        old = Line(session.video.send, session.video.raw, 0)
        old.sequence, old.offset_90k = 1000, 77_000_000
        other = footage(self.film.codec, 256, 192)
        for number in range(10_000):
            place = number % len(self.film.units)
            session.video.picture(self.film, self.film.units[place], number * INTERVAL_90K)
            ghost(old, other.units[place].nals[0], number * INTERVAL_90K)
            await session.video.pace()


def ghost(old: Line, nal: bytes, time_90k: int) -> None:
    for packet in old.packets([nal[:1000]], time_90k):
        old.raw(b"$\x00" + len(packet).to_bytes(2, "big") + packet)


async def test_pictures_of_an_old_session_are_kept_out(fast: Source) -> None:
    async with Haunted().serving() as camera, pulling(fast, camera.url) as seen:
        await seen.units_come(30)
    assert len(seen.sizes) == 1
    assert every_picture_came(seen)


class HauntedAtFirst(Camera):
    """An old session's pictures come first, and end."""

    async def show(self, session: Session) -> None:
        old = Line(session.video.send, session.video.raw, 0)
        await old.play(self.film, 20)
        await session.video.play(self.film)


async def test_a_new_sender_is_taken_when_the_old_one_falls_silent(fast: Source) -> None:
    async with HauntedAtFirst().serving() as camera, pulling(fast, camera.url) as seen:
        await seen.units_come(40)
    assert key_frames_begin_what_follows_a_gap(seen)


class Skipping(Camera):
    """Leaves packets out when its own queue is full, though TCP loses none."""

    async def show(self, session: Session) -> None:
        for number in range(10_000):
            unit = self.film.units[number % len(self.film.units)]
            if number % 25 == 24:
                session.video.sequence += 3
            else:
                session.video.picture(self.film, unit, number * INTERVAL_90K)
            await session.video.pace()


async def test_nothing_is_shown_between_packets_left_out_and_the_next_key_frame(fast: Source) -> None:
    async with Skipping().serving() as camera, pulling(fast, camera.url) as seen:
        await seen.units_come(60)
    assert [picture for picture in seen.pictures if picture.after_loss]
    assert key_frames_begin_what_follows_a_gap(seen)


def key_frames_begin_what_follows_a_gap(seen: Seen) -> bool:
    """Whether there are gaps, and a key frame behind each."""
    behind = [
        later
        for earlier, later in itertools.pairwise(seen.units)
        if later.run != earlier.run or later.pts_90k - earlier.pts_90k > INTERVAL_90K
    ]
    return bool(behind) and all(unit.key_frame for unit in behind)


class RefusingPlay(Camera):
    """Sets a session up, and then does not play it."""

    def play(self, session: Session, request: Request) -> str:
        return "500 Internal Server Error"


async def test_a_session_that_does_not_play_is_torn_down(source: Source) -> None:
    async with RefusingPlay().serving() as camera:
        await refusal(source, camera.url)
        assert await camera.all_torn_down()


async def test_a_session_that_is_left_is_torn_down(fast: Source) -> None:
    async with Camera().serving() as camera:
        async with pulling(fast, camera.url) as seen:
            await seen.units_come(3)
        assert await camera.all_torn_down()
        assert camera.playing == 0


class OverDatagrams(Camera):
    """Declines TCP (461)."""

    carriers = ("udp",)


async def test_a_camera_that_declines_tcp_says_so_and_is_pulled_over_udp(source: Source) -> None:
    async with OverDatagrams().serving() as camera:
        failure = await refusal(source, camera.url)
        assert failure.reason is ReasonKind.TRANSPORT
        async with pulling(PyAvSource(), camera.url, carrier=Carrier.UDP) as seen:
            await seen.units_come(10)


class LosingDatagrams(OverDatagrams):
    """Loses a packet out of the middle of a picture now and then."""

    async def show(self, session: Session) -> None:
        for number in range(10_000):
            unit = self.film.units[number % len(self.film.units)]
            packets = list(session.video.packets(payloads_of(unit, self.film.codec), number * INTERVAL_90K))
            if number % 25 == 24:
                del packets[len(packets) // 2]
            for packet in packets:
                session.video.send(packet, 0)
            await session.video.pace()


async def test_nothing_is_shown_between_a_lost_datagram_and_the_next_key_frame() -> None:
    source = PyAvSource()
    async with (
        LosingDatagrams().serving() as camera,
        pulling(source, camera.url, carrier=Carrier.UDP) as seen,
    ):
        await seen.units_come(60)
    assert [picture for picture in seen.pictures if picture.after_loss]
    assert key_frames_begin_what_follows_a_gap(seen)


class Closing(Camera):
    """Closes each connection at the first request."""

    def answer(self, session: Session, request: Request) -> None:
        del request
        session.writer.close()


async def test_a_connection_that_closes_before_any_reply_has_ended(source: Source) -> None:
    async with Closing().serving() as camera:
        assert (await refusal(source, camera.url)).reason is ReasonKind.ENDED
