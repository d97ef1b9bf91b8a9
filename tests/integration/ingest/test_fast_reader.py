"""The reader of our own at work: what it takes on itself, what it leaves to FFmpeg, and that this is told."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from integration.ingest.conftest import Town
from integration.ingest.habits.camera import Camera, Request, Session, path_of
from integration.ingest.habits.guarded import BASIC, Digest, Guarded
from integration.ingest.habits.pull import pulling
from integration.ingest.ingest_process import IngestProcess
from integration.ingest.virtual_cameras import VirtualCamera
from lokus_ingest.adapters.http_source import HttpSource
from lokus_ingest.adapters.pyav_source import PyAvSource
from lokus_ingest.adapters.rtsp_source import RtspSource
from lokus_ingest.adapters.sources import Sources
from lokus_ingest.domain.address import Address, Carrier, Credentials
from lokus_ingest.domain.failure import BrokenBySound, Unreadable
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.sound import Sound
from lokus_proto.v1.camera import Transport
from lokus_proto.v1.stream_state import Phase, Reader, ReasonKind, StreamState

ADMIN = Credentials("admin", "s3cret")


def delivers(state: StreamState) -> bool:
    return state.phase is Phase.DELIVERING


@pytest.mark.parametrize(
    ("transport", "reader"), [(Transport.TCP, Reader.RTSP), (Transport.UDP, Reader.PYAV)]
)
async def test_what_reads_a_camera_is_told(
    town: Town, ingest: IngestProcess, camera: VirtualCamera, transport: Transport, reader: Reader
) -> None:
    await town.registry.put("c1", camera.url, transport=transport)
    state = await town.states.until("c1", delivers)
    assert state.reader is reader
    assert await ingest.metric(f'lokus_ingest_open_streams{{reader="{reader}"}}') >= 1


@pytest.mark.parametrize("scheme", ["digest", "basic"])
async def test_a_guarded_camera_is_read_fast(town: Town, scheme: str) -> None:
    guarded = VirtualCamera("--user", "admin", "--password", "p@s:s/w#", "--auth", scheme)
    guarded.start()
    try:
        await town.registry.put("c1", guarded.url, user="admin", password="p@s:s/w#")
        state = await town.states.until("c1", delivers)
    finally:
        guarded.kill()
    assert state.reader is Reader.RTSP


class Moved(Guarded):
    """Sends whoever asks for one path to another one, on the same host and port."""

    async def show(self, session: Session) -> None:
        assert {path_of(request) for request in self.requests if request.method == "PLAY"} == {"/new/"}
        await super().show(session)

    def describe(self, session: Session, request: Request) -> str:
        if path_of(request) == "/live":
            return f"302 Moved\r\nLocation: rtsp://127.0.0.1:{self.port}/new"
        return super().describe(session, request)


async def test_a_redirect_to_another_path_is_followed_with_the_password() -> None:
    camera = Moved("admin", "s3cret", Digest("MD5", "auth"))
    async with camera.serving(), pulling(RtspSource(), camera.url, credentials=ADMIN) as seen:
        await seen.units_come(3)
    assert camera.wrong == 0
    assert len({id(session) for session in camera.sessions}) == 1


class KeptByNonces(Guarded):
    """Wants a new nonce for each request, and its session kept alive."""

    timeout_seconds = 1
    uses = 1


async def test_a_session_is_kept_alive_with_a_nonce_for_each_request() -> None:
    camera = KeptByNonces("admin", "s3cret", Digest("MD5", "auth"))
    async with camera.serving(), pulling(RtspSource(), camera.url, credentials=ADMIN) as seen:
        await seen.units_come(3)
        await asyncio.sleep(1.8)
        await seen.units_come(3)
        kept = camera.count("GET_PARAMETER")
    assert camera.wrong == 0
    assert kept >= 4  # each was asked twice


class ChangedPassword(KeptByNonces):
    """Takes no password any more once it plays, and goes on playing."""

    def admit(self, request: Request) -> str | None:
        if request.method == "GET_PARAMETER":
            self.wrong += 1
            return self.challenged()
        return super().admit(request)


async def test_a_keepalive_whose_login_is_refused_is_not_tried_on_and_on() -> None:
    camera = ChangedPassword("admin", "s3cret", BASIC)
    camera.uses = 1_000
    async with camera.serving(), pulling(RtspSource(), camera.url, credentials=ADMIN) as seen:
        await seen.units_come(3)
        await asyncio.sleep(2.2)
        await seen.units_come(3)
    assert camera.wrong == 2  # one request, and one more try


class BreakingOff(Camera):
    """Ends the connection when anybody asks for its audio."""

    def sdp(self) -> str:
        return super().sdp() + "m=audio 0 RTP/AVP 8\r\na=control:track2\r\n"

    def setup(self, session: Session, request: Request) -> str:
        if request.url.endswith("track2"):
            session.writer.close()
        return super().setup(session, request)


async def test_a_camera_that_breaks_off_at_its_audio_is_pulled_without() -> None:
    sources, sounds = Sources(RtspSource(), PyAvSource(), HttpSource()), list[Sound]()
    async with BreakingOff().serving() as camera:
        with pytest.raises(BrokenBySound):
            async with pulling(sources, camera.url, hear=sounds.append):
                pass
        async with pulling(sources, camera.url, hear=sounds.append) as seen:
            await seen.units_come(3)
        assert seen.reader is Reader.RTSP
    assert sounds == []


class Interleaving(Camera):
    """Says that it sends its pictures out of order (RFC 6184, packetization mode 2), and does not."""

    def sdp(self) -> str:
        return super().sdp().replace("packetization-mode=1", "packetization-mode=2")


async def test_a_camera_that_is_left_to_ffmpeg_is_tried_by_it_at_once(town: Town) -> None:
    async with Interleaving().serving() as camera:
        await town.registry.put("c1", camera.url)
        state = await town.states.until("c1", delivers)
    assert state.reader is Reader.PYAV
    first = town.states.of("c1")
    assert all(each.reason in {None, ReasonKind.CODEC} for each in first)


class Turning(Camera):
    """Turns to interleaved packets (MTAP) once it plays."""

    async def show(self, session: Session) -> None:
        await session.video.play(self.film, 5)
        for number in range(10_000):
            session.video.payload(bytes([26, 0, 0, 0, 0]), number * 900)
            await session.video.pace()


async def test_a_session_that_turns_unreadable_is_given_back() -> None:
    async with Turning().serving() as camera:
        async with pulling(RtspSource(), camera.url) as seen:
            assert isinstance(await seen.over(), Unreadable)
        assert await camera.all_torn_down()
    assert seen.units


class Unwanted(Exception):
    """What whoever takes pictures may raise."""


@pytest.fixture
async def unheard() -> AsyncIterator[None]:
    """The loop tells nobody of what its callbacks raise."""
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    loop.set_exception_handler(lambda *_: None)
    yield
    loop.set_exception_handler(before)


@pytest.mark.usefixtures("unheard")
async def test_what_a_taker_raises_comes_out_as_it_is() -> None:
    def take(_: Picture) -> None:
        raise Unwanted

    async with Camera().serving() as camera:
        with pytest.raises(Unwanted):
            async with RtspSource().open(Address(camera.url, Transport.AUTO), Carrier.TCP) as pull:
                await pull.play(take)


class Curious(Camera):
    """Asks its viewer something before it plays, as cameras may (RFC 2326, section 10.1)."""

    def play(self, session: Session, request: Request) -> str:
        session.writer.write(b"OPTIONS * RTSP/1.0\r\nCSeq: 77\r\n\r\n" * 3)
        return super().play(session, request)


async def test_a_camera_that_asks_something_is_answered_and_goes_on() -> None:
    async with Curious().serving() as camera, pulling(RtspSource(), camera.url) as seen:
        await seen.units_come(3)
