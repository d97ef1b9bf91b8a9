from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.container import HEAD_BYTES, Container, container_of
from lokus_ingest.domain.failure import SourceFailure
from lokus_proto.v1.stream_state import ReasonKind

TS_PACKET = b"G" + bytes(187)


@pytest.mark.parametrize(
    ("head", "container"),
    [
        (b"FLV\x01\x05\x00\x00\x00\x09", Container.FLV),
        (2 * TS_PACKET, Container.MPEG_TS),
        (b"\x00\x00\x00\x18ftypiso5", Container.MP4),
        (b"\x00\x00\x00\x18styp", Container.MP4),
        (b"#EXTM3U\n#EXT-X-VERSION:3", Container.PLAYLIST),
        (b"\xef\xbb\xbf#EXTM3U\r\n", Container.PLAYLIST),
    ],
)
def test_a_container_is_told_by_its_first_bytes_whatever_its_server_calls_it(
    head: bytes, container: Container
) -> None:
    assert container_of("text/plain", head[:HEAD_BYTES]) is container


@pytest.mark.parametrize(
    ("content_type", "head"),
    [
        ("multipart/x-mixed-replace", b"--frame\r\n"),
        ("Image/jpeg", b"x"),
        ("text/plain", b"\xff\xd8\xff\xe0"),
    ],
)
def test_mjpeg_is_refused_with_what_to_register_instead(content_type: str, head: bytes) -> None:
    with pytest.raises(SourceFailure, match=r"MJPEG.*H\.264") as refused:
        container_of(content_type, head)
    assert refused.value.reason is ReasonKind.CODEC
    assert refused.value.unhurried


@pytest.mark.parametrize("head", [b"", b"<html>", b"GIF89a" + bytes(200), b"{}"])
def test_what_is_no_video_is_refused(head: bytes) -> None:
    with pytest.raises(SourceFailure, match="no video") as refused:
        container_of("text/html", head)
    assert refused.value.reason is ReasonKind.NOT_RTSP


@given(st.text(), st.binary(max_size=HEAD_BYTES))
def test_nothing_that_comes_breaks_anything(content_type: str, head: bytes) -> None:
    with suppress(SourceFailure):
        container_of(content_type, head)
