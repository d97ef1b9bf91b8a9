import logging

import pytest

from lokus_ingest.adapters import session_log
from lokus_ingest.adapters.session_log import Watch
from lokus_proto.v1.stream_state import ReasonKind


def named(target: str) -> str:
    failure = Watch(opening_seconds=1, target=target).failure()
    assert failure is not None
    assert failure.reason is ReasonKind.ADDRESS
    return failure.detail.split(",")[0]


@pytest.mark.parametrize(
    ("target", "host"),
    [
        ("rtsp://192.0.2.7/live", "192.0.2.7"),
        ("rtsp://admin:s3cret@camera.example:8554/live?key=1", "camera.example:8554"),
        ("rtsps://[2001:db8::7]:322/live", "[2001:db8::7]:322"),
        ("", "another address"),
        ("/elsewhere", "another address"),
        ("rtsp://[oops/", "another address"),
        ("rtsp://two words/", "another address"),
        ("rtsp://camera:99999/", "another address"),
        ("rtsp://" + "x" * 900, "another address"),
    ],
)
def test_the_new_place_is_named_by_host_and_port_alone(target: str, host: str) -> None:
    assert named(target) == f"the camera redirects to {host}"


def test_without_a_redirect_there_is_nothing_to_say() -> None:
    assert Watch(opening_seconds=1).failure() is None


def test_lost_packets_are_known_to_the_session_that_lost_them_once() -> None:
    session_log.listen()
    client = logging.getLogger("libav.rtsp")
    with session_log.watching(1) as watch:
        client.warning("RTP: missed %d packets\n", 3)
        assert watch.take_missed()
        assert not watch.take_missed()
    client.warning("RTP: missed %d packets\n", 3)
    assert not watch.take_missed()


def test_a_connection_that_the_camera_closed_is_known_to_its_session() -> None:
    session_log.listen()
    client = logging.getLogger("libav.rtsp")
    with session_log.watching(1) as watch:
        assert not watch.closed
        client.warning("Failed reading RTSP data: %s\n", "End of file")
        assert watch.closed
