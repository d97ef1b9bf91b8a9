import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_local.virtual_camera.rtsp_message import (
    MAX_BODY_BYTES,
    MAX_HEAD_BYTES,
    InterleavedFrame,
    Item,
    Malformed,
    MessageParser,
    Request,
    Response,
)

OPTIONS = b"OPTIONS rtsp://camera/0 RTSP/1.0\r\nCSeq: 1\r\n\r\n"
WITH_BODY = b"SET_PARAMETER rtsp://camera/0 RTSP/1.0\r\nCSeq: 2\r\nContent-Length: 6\r\n\r\na: $\r\n"
FRAME = b"$\x01\x00\x04\r\n\r\n"


def _parse(*chunks: bytes) -> list[Item]:
    parser = MessageParser()
    return [item for chunk in chunks for item in parser.feed(chunk)]


def test_pipelined_requests_bodies_and_frames_come_out_in_order() -> None:
    items = _parse(OPTIONS + FRAME + WITH_BODY + b"\r\n\r\n" + OPTIONS)

    assert items == [
        Request("OPTIONS", "rtsp://camera/0", {"cseq": "1"}),
        InterleavedFrame(1, b"\r\n\r\n"),
        Request("SET_PARAMETER", "rtsp://camera/0", {"cseq": "2", "content-length": "6"}, b"a: $\r\n"),
        Request("OPTIONS", "rtsp://camera/0", {"cseq": "1"}),
    ]


@given(st.lists(st.sampled_from([OPTIONS, WITH_BODY, FRAME]), max_size=6), st.data())
def test_the_cut_of_the_chunks_never_shows(parts: list[bytes], draws: st.DataObject) -> None:
    stream = b"".join(parts)
    cuts = sorted(draws.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    chunks = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]

    assert _parse(*chunks) == _parse(stream)


@given(st.lists(st.binary(max_size=200), max_size=10))
def test_any_bytes_are_survived(chunks: list[bytes]) -> None:
    for item in _parse(*chunks):
        assert isinstance(item, Request | InterleavedFrame | Malformed)


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (b"NONSENSE\r\n\r\n", Malformed(400, fatal=False)),
        (b"OPTIONS * RTSP/1.0\r\n\r\n", Malformed(400, fatal=False)),
        (b"OPTIONS  * RTSP/1.0\r\nCSeq: 1\r\n\r\n", Malformed(400, fatal=False)),
        (b"OPTIONS * RTSP/2.0\r\nCSeq: 1\r\n\r\n", Malformed(505, fatal=False)),
        (b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: -1\r\n\r\n", Malformed(400, fatal=True)),
        (
            b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 9999999999999\r\n\r\n",
            Malformed(413, fatal=True),
        ),
        (
            b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 1),
            Malformed(413, fatal=True),
        ),
        (b"A" * MAX_HEAD_BYTES, Malformed(413, fatal=True)),
    ],
)
def test_a_bad_message_is_named_by_status(sent: bytes, answer: Malformed) -> None:
    [item] = _parse(sent)

    assert isinstance(item, Malformed)
    assert (item.status, item.fatal) == (answer.status, answer.fatal)


def test_after_a_bad_request_in_good_framing_the_next_one_is_served() -> None:
    assert _parse(b"NONSENSE\r\n\r\n" + OPTIONS)[1] == _parse(OPTIONS)[0]


def test_after_lost_framing_nothing_more_is_read() -> None:
    parser = MessageParser()
    list(parser.feed(b"A" * MAX_HEAD_BYTES))

    assert list(parser.feed(OPTIONS)) == []


def test_repeated_headers_are_joined() -> None:
    [item] = _parse(b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nAccept: a\r\naccept: b\r\n\r\n")

    assert isinstance(item, Request)
    assert item.headers["accept"] == "a, b"


def test_a_lone_line_feed_cannot_smuggle_a_header_into_an_answer() -> None:
    [item] = _parse(b"OPTIONS * RTSP/1.0\r\nCSeq: 1\nSession: x\r\n\r\n")

    assert isinstance(item, Request)
    assert item.headers == {"cseq": "1", "session": "x"}


def test_a_response_carries_cseq_and_length() -> None:
    assert Response(200, {"Public": "OPTIONS"}, b"body").encode("7") == (
        b"RTSP/1.0 200 OK\r\nCSeq: 7\r\nPublic: OPTIONS\r\nContent-Length: 4\r\n\r\nbody"
    )
