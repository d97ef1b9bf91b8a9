import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.rtsp.control import base_of, resolved

ASKED = "rtsp://cam.example:8554/live?channel=1"


@pytest.mark.parametrize(
    ("content_base", "content_location", "base"),
    [
        (None, None, ASKED),
        ("rtsp://10.0.0.1/a/", "rtsp://10.0.0.1/b/", "rtsp://10.0.0.1/a/"),
        (None, "rtsp://10.0.0.1/b/", "rtsp://10.0.0.1/b/"),
        ("192.168.1.10:554/stream0/", None, "rtsp://192.168.1.10:554/stream0/"),
        ("[fe80::1]:554/a", None, "rtsp://[fe80::1]:554/a"),
        ("/live/", None, "rtsp://cam.example:8554/live/"),
        ("live", None, ASKED),
        ("rtsp://", None, ASKED),
    ],
)
def test_the_base_is_what_the_camera_says_or_what_it_was_asked_for(
    content_base: str | None, content_location: str | None, base: str
) -> None:
    assert base_of(ASKED, content_base, content_location) == base


@pytest.mark.parametrize(
    ("base", "control", "url"),
    [
        ("rtsp://h/a/", "trackID=1", "rtsp://h/a/trackID=1"),
        ("rtsp://h/a", "trackID=1", "rtsp://h/a/trackID=1"),
        ("rtsp://h/a?x=1", "video", "rtsp://h/a?x=1/video"),
        ("rtsp://h/a", "/track1", "rtsp://h/a/track1"),
        ("rtsp://h/a", "?track=1", "rtsp://h/a?track=1"),
        ("rtsp://h/a", "rtsp://g/b?c", "rtsp://g/b?c"),
        ("rtsp://h/a/", "*", "rtsp://h/a/"),
        ("rtsp://h/a/", None, "rtsp://h/a/"),
        ("rtsp://h/a", "my track", "rtsp://h/a/my%20track"),
    ],
)
def test_a_control_is_put_behind_the_base_as_it_is(base: str, control: str | None, url: str) -> None:
    assert resolved(base, control) == url


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_url_has_no_sign_that_would_end_it_within_a_request(told: str, control: str) -> None:
    url = resolved(base_of(ASKED, told, None), control)
    assert not set(url) & set(" \t\r\n\0")
