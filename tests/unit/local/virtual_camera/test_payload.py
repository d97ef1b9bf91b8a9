from hypothesis import given
from hypothesis import strategies as st

from lokus_local.virtual_camera.bitstream import AccessUnit, Codec
from lokus_local.virtual_camera.payload import MAX_PAYLOAD_BYTES, payloads_of

_sizes = st.lists(st.integers(0, 3 * MAX_PAYLOAD_BYTES), min_size=1, max_size=5)


def _nals(header: bytes, sizes: list[int]) -> tuple[bytes, ...]:
    return tuple(header + bytes(index % 251 for index in range(size)) for size in sizes)


def _join_h264(payloads: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Put NAL units together again as RFC 6184 section 5.8 tells a receiver."""
    nals: list[bytes] = []
    for payload in payloads:
        if payload[0] & 0x1F != 28:
            nals.append(payload)
        elif payload[1] & 0x80:
            nals.append(bytes([payload[0] & 0xE0 | payload[1] & 0x1F]) + payload[2:])
        else:
            nals[-1] += payload[2:]
    return tuple(nals)


def _join_h265(payloads: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Put NAL units together again as RFC 7798 section 4.4.3 tells a receiver."""
    nals: list[bytes] = []
    for payload in payloads:
        if payload[0] >> 1 & 0x3F != 49:
            nals.append(payload)
        elif payload[2] & 0x80:
            head = bytes([payload[0] & 0x81 | (payload[2] & 0x3F) << 1, payload[1]])
            nals.append(head + payload[3:])
        else:
            nals[-1] += payload[3:]
    return tuple(nals)


@given(_sizes)
def test_h264_units_are_put_together_again_unharmed(sizes: list[int]) -> None:
    nals = _nals(b"\x65", sizes)
    payloads = payloads_of(AccessUnit(nals, 0, key_frame=True), Codec.H264)

    assert _join_h264(payloads) == nals
    assert max(map(len, payloads)) <= MAX_PAYLOAD_BYTES


@given(_sizes)
def test_h265_units_are_put_together_again_unharmed(sizes: list[int]) -> None:
    nals = _nals(b"\x26\x01", sizes)
    payloads = payloads_of(AccessUnit(nals, 0, key_frame=True), Codec.H265)

    assert _join_h265(payloads) == nals
    assert max(map(len, payloads)) <= MAX_PAYLOAD_BYTES


def test_each_fragmented_unit_has_one_start_and_one_end() -> None:
    nals = _nals(b"\x65", [3000, 2 * (MAX_PAYLOAD_BYTES - 2)])
    flags = [p[1] & 0xC0 for p in payloads_of(AccessUnit(nals, 0, key_frame=True), Codec.H264)]

    assert flags == [0x80, 0, 0x40, 0x80, 0x40]
