"""From Annex B to what MP4 holds: each NAL unit behind its length (ISO/IEC 14496-15, 4.3.2).

Parameter sets in front of a key frame are left out: the head of the segment has them, and a segment
ends where they change.
"""

import struct

from lokus_ingest.domain.nal import NalKind, kind_of, read_head
from lokus_proto.media import AccessUnit, Codec

_START_CODE = b"\x00\x00\x01"
_SETS = frozenset({NalKind.VPS, NalKind.SPS, NalKind.PPS})


def sample(unit: AccessUnit) -> bytes:
    """One access unit as a sample."""
    # Zeros before a start code are part of it or mere filling: a NAL unit never ends with one (B.1.1).
    pieces = unit.payload.split(_START_CODE)
    if len(pieces) == 2:  # noqa: PLR2004 (the usual picture: one slice)
        content = pieces[1].rstrip(b"\x00")
        return struct.pack(">I", len(content)) + content
    parts: list[bytes] = []
    for piece in pieces[1:]:
        content = piece.rstrip(b"\x00")
        if content and not (unit.key_frame and kind_of(unit.codec, content[0]) in _SETS):
            parts += (struct.pack(">I", len(content)), content)
    return b"".join(parts)


def parameter_sets(codec: Codec, payload: bytes) -> tuple[bytes, ...]:
    """The parameter sets in front of a key frame, each once, VPS and SPS and PPS in this order."""
    head = read_head(codec, payload)
    kinds = (NalKind.VPS, NalKind.SPS, NalKind.PPS)
    return tuple(dict.fromkeys(content for kind in kinds for content in head.of(kind)))
