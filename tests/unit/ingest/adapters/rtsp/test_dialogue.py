"""Whatever a camera answers, a dialogue ends well or with a SourceFailure; here it is a list of answers."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lokus_ingest.adapters.rtsp.connection import BUFFER_BYTES, Connection
from lokus_ingest.adapters.rtsp.dialogue import Dialogue
from lokus_ingest.adapters.rtsp.exchange import Exchange
from lokus_ingest.domain.address import Address, Credentials
from lokus_ingest.domain.failure import BrokenBySound, SourceFailure
from lokus_ingest.domain.redirect import MOST_REDIRECTS, Redirected
from lokus_ingest.domain.rtp.incoming import MediaTrack
from lokus_ingest.domain.rtsp.sign_in import SignIn
from lokus_proto.v1.camera import Transport
from lokus_proto.v1.stream_state import ReasonKind

URL = "rtsp://192.0.2.7/live"
BUFFER = memoryview(bytearray(BUFFER_BYTES))


class AnsweringTransport(asyncio.Transport):
    """Leads to a camera that gives its next answer to each request, and hangs up if that was none."""

    def __init__(self, connection: Connection, answers: Sequence[bytes]) -> None:
        super().__init__()
        self._connection = connection
        self._answers = list(answers)
        self.requests: list[bytes] = []
        connection.connection_made(self)

    def write(self, octets: bytes | bytearray | memoryview) -> None:
        self.requests.append(bytes(octets))
        asyncio.get_running_loop().call_soon(self._answer)

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return self._connection.over

    def _answer(self) -> None:
        if self._connection.over:
            return
        if not self._answers:
            self._connection.connection_lost(None)
            return
        answer = self._answers.pop(0)
        self._connection.get_buffer(-1)[: len(answer)] = answer
        self._connection.buffer_updated(len(answer))
        if self._connection._waiting:
            self._connection.connection_lost(None)


async def talk(
    *answers: bytes, sound: bool = True
) -> tuple[tuple[MediaTrack, ...] | SourceFailure, list[bytes]]:
    """How a dialogue ends, and what was asked in it."""
    connection = Connection(BUFFER)
    transport = AnsweringTransport(connection, answers)
    exchange = Exchange(connection, SignIn(Credentials("admin", "s3cret")))
    dialogue = Dialogue(exchange, Address(URL, Transport.AUTO))
    try:
        tracks = await dialogue.set_up(await dialogue.describe(), sound=sound)
        await dialogue.play()
    except SourceFailure as failure:
        return failure, transport.requests
    return tracks, transport.requests


def reply(status: str = "200 OK", headers: str = "", body: str = "") -> bytes:
    return f"RTSP/1.0 {status}\r\n{headers}Content-Length: {len(body)}\r\n\r\n{body}".encode()


VIDEO = "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n"
AUDIO = "m=audio 0 RTP/AVP 8\r\na=control:track2\r\n"
OPTIONS = reply(headers="Public: OPTIONS\r\n")
WELL = (OPTIONS, reply(body=VIDEO + AUDIO), *[reply(headers="Session: 7\r\n")] * 2, reply())
FIRST_LINES = [b"OPTIONS", b"DESCRIBE", b"SETUP", b"SETUP", b"PLAY"]


async def test_a_camera_that_says_yes_to_all_is_set_up() -> None:
    tracks, requests = await talk(*WELL)
    assert isinstance(tracks, tuple)
    assert [(each.kind, each.channel) for each in tracks] == [("video", 0), ("audio", 2)]
    assert [request.split()[0] for request in requests] == FIRST_LINES
    assert requests[2].split()[1] == b"rtsp://192.0.2.7/live/track1"
    assert all(b"Session: 7" in request for request in requests[3:])


async def test_sound_that_nobody_wants_is_not_even_asked_for() -> None:
    tracks, requests = await talk(*WELL[:3], WELL[4], sound=False)
    assert isinstance(tracks, tuple)
    assert [each.kind for each in tracks] == ["video"]
    assert [request.split()[0] for request in requests] == [b"OPTIONS", b"DESCRIBE", b"SETUP", b"PLAY"]


async def test_a_camera_that_refuses_its_sound_is_set_up_without() -> None:
    tracks, _ = await talk(*WELL[:3], reply("500 No"), reply())
    assert isinstance(tracks, tuple)
    assert [each.kind for each in tracks] == ["video"]


async def test_a_camera_that_hangs_up_on_its_sound_says_so() -> None:
    failure, _ = await talk(*WELL[:3])
    assert isinstance(failure, BrokenBySound)


async def test_audio_on_the_channels_of_the_video_gets_its_own() -> None:
    same = reply(headers="Session: 7\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n")
    tracks, _ = await talk(*WELL[:2], same, same, reply())
    assert isinstance(tracks, tuple)
    assert [each.channel for each in tracks] == [0, 2]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ((), ReasonKind.ENDED),
        ((b"HTTP/1.1 400 Bad Request\r\n\r\n",), ReasonKind.NOT_RTSP),
        ((OPTIONS, reply("404 Not Found")), ReasonKind.NOT_FOUND),
        ((OPTIONS, reply("418 Teapot")), ReasonKind.OTHER),
        ((OPTIONS, reply("551 Option not supported")), ReasonKind.OTHER),
        ((*WELL[:2], reply("461 No")), ReasonKind.TRANSPORT),
        ((*WELL[:2], reply(headers="Transport: RTP/AVP;client_port=1-2\r\n")), ReasonKind.TRANSPORT),
        ((*WELL[:2], reply("500 No")), ReasonKind.BUSY),
        ((*WELL[:4], reply("453 No")), ReasonKind.BUSY),
        ((reply("401 Who?", "WWW-Authenticate: Basic\r\n"),) * 9, ReasonKind.AUTHENTICATION),
    ],
    ids=["ended", "http", "404", "418", "551", "461", "udp", "500", "453", "401"],
)
async def test_a_refusal_says_why(answers: Sequence[bytes], reason: ReasonKind) -> None:
    failure, _ = await talk(*answers)
    assert isinstance(failure, SourceFailure)
    assert failure.reason is reason


async def test_a_login_is_repeated_once_and_once_more_if_it_was_only_stale() -> None:
    refused = reply("401 Who?", 'WWW-Authenticate: Digest realm="r", nonce="n"\r\n')
    stale = reply("401 Who?", 'WWW-Authenticate: Digest realm="r", nonce="n", stale=true\r\n')
    assert len((await talk(*[refused] * 9))[1]) == 2
    assert len((await talk(*[stale] * 9))[1]) == 3


async def test_a_redirect_in_a_circle_ends() -> None:
    failure, requests = await talk(*[reply("302 Moved", f"Location: {URL}\r\n")] * 20)
    assert isinstance(failure, Redirected)
    assert len(requests) == MOST_REDIRECTS + 1


async def test_a_redirect_to_another_place_is_left_to_others() -> None:
    failure, requests = await talk(reply("302 Moved", "Location: rtsp://192.0.2.8/live\r\n"))
    assert isinstance(failure, Redirected)
    assert failure.address == Address("rtsp://192.0.2.8/live", Transport.AUTO)
    assert len(requests) == 1


def mutated(answers: Sequence[bytes], places: Sequence[tuple[int, int, bytes]]) -> list[bytes]:
    """The answers, with some of their bytes replaced."""
    found = [bytearray(each) for each in answers]
    for number, place, octets in places:
        answer = found[number % len(found)]
        start = place % (len(answer) + 1)
        answer[start : start + len(octets)] = octets
    return [bytes(each) for each in found]


OCTETS = st.binary(max_size=12) | st.sampled_from([b"\r\n", b"\r\n\r\n", b"401", b"302", b"Location: ", b"$"])


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 500), OCTETS), max_size=6))
def test_damaged_answers_end_a_dialogue_well_or_with_a_reason(places: list[tuple[int, int, bytes]]) -> None:
    outcome, requests = asyncio.run(talk(*mutated(WELL, places)))
    assert isinstance(outcome, tuple | SourceFailure)
    assert len(requests) < 30


@settings(max_examples=100)
@given(st.lists(st.binary(max_size=80).map(b"RTSP/1.0 ".__add__) | st.binary(max_size=80), max_size=6))
def test_nonsense_ends_a_dialogue_with_a_reason(answers: list[bytes]) -> None:
    outcome, _ = asyncio.run(talk(*answers))
    assert isinstance(outcome, SourceFailure)
