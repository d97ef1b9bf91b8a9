import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.rtsp.message import (
    Asked,
    Headers,
    Malformed,
    Reply,
    read_message,
    write_reply,
    write_request,
)

SAID = {"CSeq": "3", "Session": "12;timeout=60", "Public": "OPTIONS, DESCRIBE"}


def reply(text: bytes) -> Reply:
    message = read_message(text)
    assert isinstance(message, Reply)
    return message


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_a_reply_is_read_whatever_its_line_ends(line_end: bytes) -> None:
    found = reply(line_end.join([b"RTSP/1.0 200 OK", b"CSeq: 3", b"Content-Length: 3", b"", b"v=0"]))
    assert (found.status, found.headers.sequence, found.body) == (200, 3, b"v=0")


@pytest.mark.parametrize(
    "head",
    [
        b"RTSP/1.0 200",
        b"RTSP/1.0 200 ",
        b"RTSP/2.0  200 Very Well",
        b"RTSP/1.0 200 OK\r\nno colon\r\n: no name\r\nCSeq\r\n\tfolded",
        b"RTSP/1.0 200 OK\r\nCSeq: none",
    ],
)
def test_what_is_missing_or_odd_in_a_head_is_passed_over(head: bytes) -> None:
    found = reply(head + b"\r\n\r\n")
    assert (found.status, found.headers.sequence) == (200, None)


def test_names_of_headers_are_read_in_any_case_and_folded_lines_are_joined() -> None:
    headers = reply(b"RTSP/1.0 200 OK\r\nCSEQ : 7\r\nPublic: A,\r\n  B\r\npublic: C\r\n\r\n").headers
    assert headers.sequence == 7
    assert headers.all("public") == ("A, B", "C")
    assert headers.first("session") is None


def test_a_request_of_the_camera_is_told_from_a_reply() -> None:
    asked = read_message(b"OPTIONS * RTSP/1.0\r\nCSeq: 4\r\n\r\n")
    assert asked == Asked("OPTIONS", Headers((("cseq", "4"),)))


def test_bytes_that_are_no_utf_8_go_back_as_they_came() -> None:
    headers = reply(b"RTSP/1.0 401 No\r\nRealm: K\xe4mera\r\n\r\n").headers
    written = write_request("DESCRIBE", "rtsp://h/", {"Realm": headers.first("realm") or ""})
    assert b"K\xe4mera" in written


def test_what_is_written_is_read_as_it_was_meant() -> None:
    found = reply(write_reply("200 OK", SAID))
    assert found.headers.pairs == tuple((name.lower(), value) for name, value in SAID.items())


@pytest.mark.parametrize("url", ["rtsp://h/\r\nX: 1", "rtsp://h/\n", "rtsp://h/\r"])
def test_nothing_that_a_camera_names_makes_two_requests_of_one(url: str) -> None:
    with pytest.raises(Malformed):
        write_request("SETUP", url, {})


@given(st.binary(max_size=300) | st.binary(max_size=300).map(b"RTSP/1.0 200 OK\r\n".__add__))
def test_no_bytes_are_worse_than_malformed(octets: bytes) -> None:
    try:
        message = read_message(octets)
    except Malformed:
        return
    assert sum(len(value) for _, value in message.headers.pairs) <= len(octets)
