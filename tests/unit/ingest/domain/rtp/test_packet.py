from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.rtp.packet import extension_of, payload_bounds


def bounds(flags: int, packet: bytes) -> tuple[int, int] | None:
    return payload_bounds(packet, 0, len(packet), flags)


def test_a_plain_packet_is_payload_behind_its_header() -> None:
    assert bounds(0x80, b"abc") == (0, 3)


def test_contributors_and_extension_stand_before_the_payload() -> None:
    assert bounds(0x82, bytes(8) + b"abc") == (8, 11)
    assert bounds(0x91, bytes(4) + b"\xbe\xde\x00\x01" + bytes(4) + b"abc") == (12, 15)


def test_padding_stands_behind_it() -> None:
    assert bounds(0xA0, b"abc\x00\x00\x03") == (0, 3)


def test_a_header_that_does_not_add_up_is_none_of_rtp() -> None:
    assert bounds(0x40, b"abc") is None
    assert bounds(0x8F, b"abc") is None
    assert bounds(0x90, b"\xbe\xde\xff\xff") is None
    assert bounds(0xA0, b"ab\x09") is None


@given(st.integers(0, 255), st.binary(max_size=80))
def test_the_payload_lies_inside_the_packet(flags: int, packet: bytes) -> None:
    found = bounds(flags, packet)
    assert found is None or 0 <= found[0] <= found[1] <= len(packet)


def test_an_extension_stands_behind_the_contributors() -> None:
    packet = bytes(8) + b"\xab\xac\x00\x01" + b"mark" + b"abc"
    assert extension_of(packet, 0, 0x92) == b"\xab\xac\x00\x01mark"
    assert extension_of(packet, 0, 0x82) == b""


@given(st.integers(0, 255), st.binary(max_size=80))
def test_extension_and_payload_never_overlap(flags: int, packet: bytes) -> None:
    found = bounds(flags, packet)
    assert found is None or len(extension_of(packet, 0, flags)) <= found[0]
