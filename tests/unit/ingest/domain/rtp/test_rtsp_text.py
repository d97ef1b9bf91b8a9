import pytest

from lokus_ingest.domain.rtp.rtsp_text import (
    MAX_BODY_BYTES,
    MAX_HEAD_BYTES,
    NoMessage,
    is_message,
    line_ends,
    message_end,
    start_pattern,
)


def test_answers_and_requests_are_messages() -> None:
    assert is_message(b"RTSP/1.0 200 OK", 0)
    assert is_message(b"..SET_PARAMETER * RTSP/1.0", 2)
    assert not is_message(b"HTTP/1.1 200 OK", 0)


def test_line_ends_before_a_message_are_passed_over() -> None:
    assert line_ends(b"..\r\n\nRTSP/", 2) == 5
    assert line_ends(b"RTSP/", 0) == 0


def test_a_message_ends_behind_its_body() -> None:
    head = b"RTSP/1.0 200 OK\r\ncontent-length : 5\r\nCSeq: 2\r\n\r\n"
    assert message_end(head + b"v=0", 0) == len(head) + 5
    assert message_end(b"RTSP/1.0 200 OK\n\nmore", 0) == 17


def test_a_head_that_is_not_whole_waits() -> None:
    assert message_end(b"RTSP/1.0 200 OK\r\nCSe", 0) is None


ENDLESS = b"RTSP/1.0 " + b"a" * MAX_HEAD_BYTES
TOO_LONG = b"RTSP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 1)


@pytest.mark.parametrize(
    ("stream", "behind"),
    [
        (b"RTSP/1.0 \x00\r\n\r\n", 6),
        (b"RTSP/1.0 2$\x00\x05\x78\x80\x60", 8),
        (ENDLESS, MAX_HEAD_BYTES),
        (TOO_LONG, len(TOO_LONG)),
    ],
)
def test_what_is_too_long_or_no_text_is_no_message(stream: bytes, behind: int) -> None:
    with pytest.raises(NoMessage) as found:
        message_end(stream, 0)
    assert found.value.behind == behind


def test_a_frame_is_found_by_its_payload_type() -> None:
    found = start_pattern([96]).search(b"$\x00\x00\x10\x80\x61$\x00\x00\x10\x80\xe0")
    assert found is not None
    assert found.start() == 6
