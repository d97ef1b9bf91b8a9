from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_registry.domain.stream_url import MAX_LENGTH, check_stream_url, endpoint


@pytest.mark.parametrize(
    "url",
    [
        "rtsp://192.0.2.10/stream1",
        "rtsp://192.0.2.10:8554/stream1?channel=1&subtype=0",
        "rtsps://camera-7.kpu.example:322/",
        "RTSP://Camera.example/1",
        "rtsp://[2001:db8::10]:554/stream1",
        "rtsp://[::1]/0",
        "rtsp://[fe80::1%25eth0]:554/0",
        "rtsp://nvr/user@place",
        "rtsp://nvr/1?profile=token&users=2",
        "rtsp://127.0.0.1:8087/0",
        "rtmp://192.0.2.10/live/cam",
        "rtmps://live.example/live/cam",
        "http://192.0.2.10:8080/live.flv?channel=1",
        "https://live.example/cam/index.m3u8",
    ],
)
def test_a_url_that_can_be_pulled_is_kept_as_it_is(url: str) -> None:
    assert check_stream_url(url) == url


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("srt://192.0.2.10:9000", "SRT is not read here"),
        ("udp://239.0.0.1:5000", "bare UDP"),
        ("gopher://192.0.2.10/", "scheme"),
        ("https://user:secret@192.0.2.10/live.m3u8", "credentials"),
        ("rtmp://192.0.2.10/live/cam?user=admin&password=secret", "credentials"),
        ("192.0.2.10/stream1", "scheme"),
        ("file:///etc/passwd", "files are never read"),
        ("rtsp://user:secret@192.0.2.10/", "credentials"),
        ("rtsp://user@192.0.2.10/", "credentials"),
        ("rtsp://us:er@se:cret@192.0.2.10/", "credentials|brackets"),
        ("rtsp://192.0.2.10/1?channel=1&User=admin", "credentials"),
        ("rtsp://192.0.2.10/1?channel=1;PASSWORD=secret", "credentials"),
        ("rtsp://192.0.2.10/1?p%61ss=secret", "credentials"),
        ("rtsp://192.0.2.10/1?token", "credentials"),
        ("rtsp:///stream1", "host"),
        ("rtsp:stream1", "host"),
        ("rtsp://:554/stream1", "host"),
        ("rtsp://-bad-/1", "host"),
        ("rtsp://a..b/1", "host"),
        ("rtsp://[2001:db8::10/1", "brackets"),
        ("rtsp://2001:db8::10/1", "brackets"),
        ("rtsp://[2001:db8::10]evil.example:80/1", "host|brackets"),
        ("rtsp://evil.example[2001:db8::10]/1", "host|brackets"),
        ("rtsp://192.0.2.10:99999/1", "brackets"),
        ("rtsp://192.0.2.10:0/1", "port"),
        ("rtsp://192.0.2.10/1#top", "fragment"),
        ("rtsp://192.0.2.10/a b", "spaces"),
        ("rtsp://192.0.2.10/\n", "spaces"),
        ("rtsp://192.0.2.10\\@evil/", "spaces"),
        ("rtsp://192.0.2.10/" + "x" * MAX_LENGTH, str(MAX_LENGTH)),
        ("", "scheme"),
    ],
)
def test_a_url_that_cannot_be_pulled_says_what_to_mend(url: str, told: str) -> None:
    with pytest.raises(ValueError, match=told) as refused:
        check_stream_url(url)
    assert "secret" not in str(refused.value)


@given(st.text() | st.from_regex(r"rtsp://[^/]{0,20}/.{0,5}", fullmatch=True))
def test_whatever_passes_has_a_scheme_a_host_and_no_user(url: str) -> None:
    with suppress(ValueError):
        parts = urlsplit(check_stream_url(url))
        assert parts.scheme in {"rtsp", "rtsps", "rtmp", "rtmps", "http", "https"}
        assert parts.hostname
        assert parts.username is None
        assert parts.password is None


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("rtsp://Camera.Example/1", "camera.example", 554),
        ("rtsps://camera.example/1", "camera.example", 322),
        ("rtmp://camera.example/live/1", "camera.example", 1935),
        ("http://camera.example/1", "camera.example", 80),
        ("https://camera.example/1", "camera.example", 443),
        ("rtsp://[2001:DB8::10]:8554/1", "2001:db8::10", 8554),
    ],
)
def test_a_url_leads_to_a_host_and_a_port(url: str, host: str, port: int) -> None:
    assert endpoint(url) == (host, port)
