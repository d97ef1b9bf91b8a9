import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_local.virtual_camera.authentication import AuthScheme, Credentials, Gatekeeper
from lokus_local.virtual_camera.broadcast import Broadcast
from lokus_local.virtual_camera.dialogue import Cameras, Dialogue, Reader
from lokus_local.virtual_camera.rtsp_message import Request, Response
from lokus_local.virtual_camera.session import SessionTable
from unit.local.virtual_camera.doubles import CountingSource, HandClock

CAMERA = "rtsp://127.0.0.1:8554/0"
TRACK = f"{CAMERA}/track1"
INTERLEAVED = {"transport": "RTP/AVP/TCP;unicast;interleaved=0-1"}


class _Sink(asyncio.WriteTransport):
    """A connection that takes everything."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.last = bytes(data)

    def get_write_buffer_size(self) -> int:
        return 0

    def abort(self) -> None:
        self.last = b""

    def is_closing(self) -> bool:
        return False


class _Camera:
    """Two cameras and one reader's dialogue with them."""

    def __init__(self, scheme: AuthScheme = AuthScheme.NONE) -> None:
        self.clock = HandClock()
        self.sessions = SessionTable(self.clock, timeout_seconds=30)
        gate = Gatekeeper(scheme, Credentials("u", "p"))
        broadcast = Broadcast(CountingSource(), self.clock)
        cameras = Cameras(2, broadcast, self.sessions, gate, self.clock)
        reader = Reader(_Sink(), ("127.0.0.1", 8554), ("127.0.0.1", 50000))
        self.dialogue = Dialogue(cameras, reader)

    def ask(self, method: str, uri: str, **headers: str) -> Response:
        return self.dialogue.answer(Request(method, uri, headers))

    def set_up(self) -> str:
        return self.ask("SETUP", TRACK, **INTERLEAVED).headers["Session"].partition(";")[0]


def test_a_reader_goes_from_options_to_teardown() -> None:
    camera = _Camera()
    assert "GET_PARAMETER" in camera.ask("OPTIONS", "*").headers["Public"]
    described = camera.ask("DESCRIBE", CAMERA, accept="application/sdp")
    assert described.headers["Content-Base"] == f"{CAMERA}/"
    assert b"sprop-parameter-sets=" in described.body

    answer = camera.ask("SETUP", TRACK, **INTERLEAVED)
    session, timeout = answer.headers["Session"].split(";")
    assert timeout == "timeout=30"
    assert answer.headers["Transport"].startswith("RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=")

    played = camera.ask("PLAY", f"{CAMERA}/", session=session)
    assert played.headers["RTP-Info"].startswith(f"url={TRACK};seq=")
    assert camera.ask("GET_PARAMETER", CAMERA, session=session).status == 200
    assert camera.ask("PAUSE", CAMERA, session=session).status == 200
    assert camera.ask("TEARDOWN", CAMERA, session=session).status == 200
    assert len(camera.sessions) == 0


@pytest.mark.parametrize(
    ("method", "uri", "headers", "status"),
    [
        ("DESCRIBE", "rtsp://127.0.0.1:8554/2", {}, 404),
        ("DESCRIBE", "rtsp://127.0.0.1:8554/", {}, 404),
        ("DESCRIBE", "rtsp://[broken/0", {}, 404),
        ("DESCRIBE", CAMERA, {"accept": "text/plain"}, 406),
        ("DESCRIBE", CAMERA, {"require": "www.onvif.org/ver20/backchannel"}, 551),
        ("SETUP", f"{CAMERA}/track2", INTERLEAVED, 404),
        ("SETUP", TRACK, {"transport": "RTP/SAVP;unicast;client_port=1-2"}, 461),
        ("SETUP", TRACK, {}, 461),
        ("SETUP", TRACK, {**INTERLEAVED, "session": "unknown"}, 454),
        ("PLAY", CAMERA, {}, 454),
        ("PLAY", CAMERA, {"session": "unknown"}, 454),
        ("PAUSE", CAMERA, {}, 454),
        ("TEARDOWN", CAMERA, {"session": "unknown"}, 454),
        ("GET_PARAMETER", CAMERA, {"session": "unknown"}, 454),
        ("RECORD", CAMERA, {}, 405),
        ("FROBNICATE", CAMERA, {}, 501),
    ],
)
def test_what_cannot_be_served_is_named_by_status(
    method: str, uri: str, headers: dict[str, str], status: int
) -> None:
    assert _Camera().ask(method, uri, **headers).status == status


def test_a_session_is_good_for_its_own_camera_only() -> None:
    camera = _Camera()
    session = camera.set_up()

    assert camera.ask("PLAY", "rtsp://127.0.0.1:8554/1", session=session).status == 454


_WORDS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["Basic \u20ac", "Digest response=x", "RTP/AVP;unicast;client_port=-", "\x00;timeout=1"]),
)


@given(
    st.sampled_from(["DESCRIBE", "SETUP", "PLAY", "TEARDOWN", "GET_PARAMETER", "SET_PARAMETER"]),
    st.one_of(st.text(), st.sampled_from([CAMERA, TRACK, "rtsp://[", "rtsp://\u2100/0"])),
    st.dictionaries(st.sampled_from(["transport", "session", "authorization", "accept", "require"]), _WORDS),
    st.sampled_from(AuthScheme),
)
def test_whatever_is_asked_is_answered(
    method: str, uri: str, headers: dict[str, str], scheme: AuthScheme
) -> None:
    answer = _Camera(scheme).ask(method, uri, **headers)

    assert answer.encode("1").startswith(b"RTSP/1.0 ")


def test_a_second_setup_of_a_session_is_refused() -> None:
    camera = _Camera()

    assert camera.ask("SETUP", TRACK, **INTERLEAVED, session=camera.set_up()).status == 455


def test_a_parameter_that_is_asked_for_by_name_is_not_understood() -> None:
    request = Request("GET_PARAMETER", CAMERA, {}, b"brightness\r\n")

    assert _Camera().dialogue.answer(request).status == 451


def test_a_second_session_in_one_connection_gets_channels_of_its_own() -> None:
    camera = _Camera()
    camera.set_up()

    assert "interleaved=2-3" in camera.ask("SETUP", TRACK, **INTERLEAVED).headers["Transport"]


def test_when_every_channel_is_taken_there_is_no_bandwidth() -> None:
    camera = _Camera()
    statuses = [camera.ask("SETUP", TRACK, **INTERLEAVED).status for _ in range(129)]

    assert statuses == [200] * 128 + [453]


def test_a_receiver_report_is_a_sign_of_life_and_other_bytes_are_not() -> None:
    camera = _Camera()
    camera.set_up()
    camera.clock.advance(20)
    camera.dialogue.hear(1, b"\x80\xc9\x00\x01\x00\x00\x00\x07")
    camera.clock.advance(20)
    camera.dialogue.hear(1, b"noise")
    camera.sessions.expire()
    assert len(camera.sessions) == 1

    camera.clock.advance(20)
    camera.sessions.expire()
    assert len(camera.sessions) == 0


def test_without_credentials_only_options_is_answered() -> None:
    camera = _Camera(AuthScheme.DIGEST)
    assert camera.ask("OPTIONS", CAMERA).status == 200

    refused = camera.ask("DESCRIBE", "rtsp://127.0.0.1:8554/9")
    assert refused.status == 401, "whether a camera exists is not told either"
    assert refused.headers["WWW-Authenticate"].startswith("Digest realm=")


def test_what_lived_in_the_connection_ends_with_it() -> None:
    camera = _Camera()
    camera.set_up()
    camera.dialogue.leave()

    assert len(camera.sessions) == 0


def test_a_password_in_the_address_is_not_repeated() -> None:
    answer = _Camera().ask("DESCRIBE", "rtsp://u:secret@127.0.0.1:8554/0")

    assert answer.headers["Content-Base"] == f"{CAMERA}/"
