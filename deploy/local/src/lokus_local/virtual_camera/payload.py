"""RTP payloads of an access unit: H.264 (RFC 6184) and H.265 (RFC 7798).

Small NAL units travel alone, large ones in fragmentation units (FU-A, FU). Payloads hold nothing
of a session, so they are cut once and shared by every reader. Pure.
"""

from collections.abc import Iterator

from lokus_local.virtual_camera.bitstream import AccessUnit, Codec

MAX_PAYLOAD_BYTES = 1400
_FU_A = 28
_FU_H265 = 49


def payloads_of(unit: AccessUnit, codec: Codec) -> tuple[bytes, ...]:
    """Cut a unit into payloads of at most MAX_PAYLOAD_BYTES; the last one gets the marker bit."""
    fragment = _fragment_h264 if codec is Codec.H264 else _fragment_h265
    return tuple(
        payload
        for nal in unit.nals
        for payload in ((nal,) if len(nal) <= MAX_PAYLOAD_BYTES else fragment(nal))
    )


def _fragment_h264(nal: bytes) -> Iterator[bytes]:
    """RFC 6184 section 5.8: FU indicator (F, NRI, 28), FU header (S, E, R, type)."""
    indicator = nal[0] & 0xE0 | _FU_A
    return _fragment(nal[1:], bytes([indicator]), nal[0] & 0x1F)


def _fragment_h265(nal: bytes) -> Iterator[bytes]:
    """RFC 7798 section 4.4.3: the NAL header with type 49, FU header (S, E, type)."""
    header = bytes([nal[0] & 0x81 | _FU_H265 << 1, nal[1]])
    return _fragment(nal[2:], header, nal[0] >> 1 & 0x3F)


def _fragment(body: bytes, prefix: bytes, nal_type: int) -> Iterator[bytes]:
    room = MAX_PAYLOAD_BYTES - len(prefix) - 1
    for offset in range(0, len(body), room):
        start = 0x80 if offset == 0 else 0
        end = 0x40 if offset + room >= len(body) else 0
        yield prefix + bytes([start | end | nal_type]) + body[offset : offset + room]
