"""What a camera needs to know of H.264 and H.265 bytes: NAL units, key frames, parameter sets.

An access unit is kept as its NAL units without start codes (ITU-T H.264 annex B, H.265 annex B),
since RTP carries them so. Pure.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

TICKS_PER_SECOND = 90_000  # the clock of video in RTP, and of all media time here
_START_CODE = re.compile(rb"\x00\x00\x01")
_ACCESS_UNIT_DELIMITER = {"h264": 9, "h265": 35}
# Which NAL types hold parameter sets, in the order in which SDP and decoders want them.
_PARAMETER_SETS = {"h264": (7, 8), "h265": (32, 33, 34)}


class Codec(StrEnum):
    """The video codings that the virtual camera speaks."""

    H264 = "h264"
    H265 = "h265"

    def nal_type(self, nal: bytes) -> int:
        """Return nal_unit_type of a NAL unit (H.264 7.3.1, H.265 7.3.1.2)."""
        return nal[0] & 0x1F if self is Codec.H264 else nal[0] >> 1 & 0x3F


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """One encoded picture. `time_90k` counts from the start of its source and only rises."""

    nals: tuple[bytes, ...]
    time_90k: int
    key_frame: bool


@dataclass(frozen=True, slots=True)
class StreamDescription:
    """All that a reader is told before the first picture. `parameter_sets` are in SDP order."""

    codec: Codec
    parameter_sets: tuple[bytes, ...]
    frames_per_second: float


def split_annex_b(encoded: bytes, codec: Codec) -> tuple[bytes, ...]:
    """Cut Annex B bytes into NAL units, without access unit delimiters (RTP's marker replaces them)."""
    starts = [match.end() for match in _START_CODE.finditer(encoded)]
    ends = [start - 3 for start in starts[1:]] + [len(encoded)]
    # Zeros before the next start code belong to it (leading_zero_8bits, trailing_zero_8bits).
    nals = (encoded[start:end].rstrip(b"\x00") for start, end in zip(starts, ends, strict=False))
    delimiter = _ACCESS_UNIT_DELIMITER[codec]
    return tuple(nal for nal in nals if nal and codec.nal_type(nal) != delimiter)


def parameter_sets(nals: Iterable[bytes], codec: Codec) -> tuple[bytes, ...]:
    """Return the first parameter set of each needed kind, in SDP order; empty when one is missing."""
    found: dict[int, bytes] = {}
    for nal in nals:
        found.setdefault(codec.nal_type(nal), nal)
    wanted = _PARAMETER_SETS[codec]
    return tuple(found[kind] for kind in wanted) if all(kind in found for kind in wanted) else ()


def unescape(nal: bytes) -> bytes:
    """Remove emulation prevention bytes (H.264 7.4.1, H.265 7.4.2)."""
    return nal.replace(b"\x00\x00\x03", b"\x00\x00")
