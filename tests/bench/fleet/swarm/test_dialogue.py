"""What a camera of the swarm answers."""

import pytest

from bench.fleet.swarm.dialogue import answer, camera_of
from lokus_local.virtual_camera.rtsp_message import Request

URL = "rtsp://127.1.2.3:5540/17"
TCP = {"transport": "RTP/AVP/TCP;unicast;interleaved=0-1"}


@pytest.mark.parametrize("url", [URL, f"{URL}/", f"{URL}/track1"])
def test_a_camera_is_named_by_the_first_part_of_the_path(url: str) -> None:
    assert camera_of(url) == 17


def test_a_session_is_described_set_up_played_and_left() -> None:
    described = answer(Request("DESCRIBE", URL), b"v=0\r\n")
    assert described.response.body == b"v=0\r\n"
    assert described.response.headers["Content-Base"] == f"{URL}/"
    assert answer(Request("SETUP", f"{URL}/track1", TCP), b"").response.status == 200
    assert answer(Request("PLAY", URL), b"").plays
    assert answer(Request("TEARDOWN", URL), b"").leaves


def test_only_tcp_is_set_up() -> None:
    assert answer(Request("SETUP", URL, {"transport": "RTP/AVP;unicast"}), b"").response.status == 461
