"""The lenient reader of descriptions; what it makes of real cameras' is in test_offer.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.rtsp.sdp import MOST_MEDIA, Format, Medium, read_description

VIDEO = "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n"


def media(text: str) -> tuple[Medium, ...]:
    return read_description(text.encode()).media


def only_format(text: str) -> Format:
    (medium,) = media(text)
    return medium.formats[0]


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\r\n\r\n"])
def test_line_ends_may_be_of_any_kind(line_end: str) -> None:
    (medium,) = media(VIDEO.replace("\r\n", line_end))
    assert (medium.kind, medium.control, medium.formats[0].codec) == ("video", "track1", "h264")


@pytest.mark.parametrize(
    "session",
    ["", "v=0\r\n", "o=- 1\r\nc=IN\r\n", "s=a\r\ns=b\r\n", "c=IN IP6 fe80::1%eth0\r\n", "x\r\n=\r\n==\r\n"],
)
def test_lines_for_other_networks_may_be_broken_or_missing(session: str) -> None:
    assert media(session + VIDEO) == media(VIDEO)


def test_a_control_belongs_to_what_it_stands_in() -> None:
    description = read_description(f"a=control:*\r\n{VIDEO}m=audio 0 RTP/AVP 0\r\n".encode())
    assert description.control == "*"
    assert [medium.control for medium in description.media] == ["track1", None]


@pytest.mark.parametrize(
    ("rtpmap", "codec", "clock_hz"),
    [
        ("96 H264/90000", "h264", 90_000),
        (" 96  h265/90000 ", "h265", 90_000),
        ("96 HEVC/90000", "h265", 90_000),
        ("96 H264", "h264", 90_000),
        ("96 H264/0", "h264", 90_000),
        ("96 H264/fast", "h264", 90_000),
    ],
)
def test_a_format_is_named_by_its_rtpmap(rtpmap: str, codec: str, clock_hz: int) -> None:
    found = only_format(f"m=video 0 RTP/AVP 96\r\na=rtpmap:{rtpmap}\r\n")
    assert (found.codec, found.clock_hz) == (codec, clock_hz)


def test_an_rtpmap_outweighs_what_a_number_stands_for() -> None:
    assert only_format("m=audio 0 RTP/AVP 8\r\n").codec == "pcma"
    assert only_format("m=audio 0 RTP/AVP 8\r\na=rtpmap:8 PCMU/8000/1\r\n").codec == "pcmu"


def test_parameters_are_read_by_their_names_in_any_case() -> None:
    found = only_format("m=video 0 RTP/AVP 96\r\na=fmtp:96 Packetization-Mode=1; a=b=c==;;d ; a=2\r\n")
    assert found.fmtp == {"packetization-mode": "1", "a": "b=c==", "d": ""}


def test_formats_that_are_none_are_passed_over() -> None:
    (medium,) = media("m=application/TP-LINK 0 RTP/AVP smart/1/90000 128 -1 96 96\r\n")
    assert [each.payload_type for each in medium.formats] == [96]
    assert media("m=\r\n")[0].formats == ()


def test_a_back_channel_is_known_by_its_direction() -> None:
    assert media("m=audio 0 RTP/AVP 0\r\na=sendonly\r\n")[0].sendonly
    assert not media("a=sendonly\r\nm=audio 0 RTP/AVP 0\r\na=recvonly\r\n")[0].sendonly


LINES = st.sampled_from(
    [
        "m=video 0 RTP/AVP 96",
        "m=audio",
        "a=rtpmap:96 H264/90000",
        "a=fmtp:96",
        "a=fmtp:",
        "a=control:",
        "m=",
        "a",
    ]
)


@given(st.binary(max_size=400) | st.lists(LINES | st.text(max_size=20)).map(lambda x: "\n".join(x).encode()))
def test_no_bytes_break_the_reading(body: bytes) -> None:
    for medium in read_description(body).media:
        assert all(each.clock_hz > 0 and each.payload_type < 128 for each in medium.formats)


def test_media_beyond_all_reason_are_cut_off() -> None:
    assert len(media(VIDEO * 1000)) == MOST_MEDIA
