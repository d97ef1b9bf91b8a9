"""NAL units at the head of an access unit (ITU-T H.264 and H.265, annex B and table 7-1).

Only what stands before the first slice is looked at: delimiter, parameter sets, SEI. The type of
that slice tells a key frame, so the cost does not grow with the picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from lokus_proto.media import Codec

START_CODE = b"\x00\x00\x00\x01"
_SHORT_START_CODE = b"\x00\x00\x01"


class NalKind(Enum):
    """What ingest tells apart."""

    DELIMITER = auto()
    VPS = auto()
    SPS = auto()
    PPS = auto()
    KEY_SLICE = auto()
    SLICE = auto()
    OTHER = auto()


PARAMETER_SETS = (NalKind.VPS, NalKind.SPS, NalKind.PPS)

_H264 = {5: NalKind.KEY_SLICE, 7: NalKind.SPS, 8: NalKind.PPS, 9: NalKind.DELIMITER}
_H264_SLICES = range(1, 5)
_H265 = {32: NalKind.VPS, 33: NalKind.SPS, 34: NalKind.PPS, 35: NalKind.DELIMITER}
_H265_SLICES = range(32)
_H265_RANDOM_ACCESS = range(16, 22)  # BLA, IDR and CRA


@dataclass(frozen=True, slots=True)
class Nal:
    """One NAL unit without its start code; `end` is its place behind the last byte in the access unit."""

    kind: NalKind
    content: bytes
    end: int


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the first slice, and whether that slice begins a key frame."""

    units: tuple[Nal, ...]
    has_slice: bool
    key_frame: bool

    def of(self, kind: NalKind) -> tuple[bytes, ...]:
        """The NAL units of one kind, in order."""
        return tuple(unit.content for unit in self.units if unit.kind is kind)

    @property
    def delimiter_end(self) -> int:
        """Where the access unit delimiter ends; 0 if the access unit begins with none."""
        first = self.units[0] if self.units else None
        return first.end if first is not None and first.kind is NalKind.DELIMITER else 0


PLAIN = Head((), has_slice=True, key_frame=False)
"""What stands before the slice of a picture in the midst of a GOP, as far as anybody asks."""


def kind_of(codec: Codec, first_byte: int) -> NalKind:
    """What a NAL unit is, from the first byte of its header."""
    if codec is Codec.H264:
        number = first_byte & 0x1F
        return _H264.get(number) or (NalKind.SLICE if number in _H264_SLICES else NalKind.OTHER)
    number = first_byte >> 1 & 0x3F
    if number in _H265_RANDOM_ACCESS:
        return NalKind.KEY_SLICE
    return _H265.get(number) or (NalKind.SLICE if number in _H265_SLICES else NalKind.OTHER)


def read_head(codec: Codec, payload: bytes) -> Head:
    """Read an access unit up to its first slice; bytes that are no Annex B give an empty head."""
    units: list[Nal] = []
    for start, kind in _starts(codec, payload):
        if kind is NalKind.SLICE or kind is NalKind.KEY_SLICE:  # a set would hash, which enums do slowly
            return Head(tuple(units), has_slice=True, key_frame=kind is NalKind.KEY_SLICE)
        end = _end(payload, start)
        units.append(Nal(kind, payload[start:end], end))
    return Head(tuple(units), has_slice=False, key_frame=False)


def _starts(codec: Codec, payload: bytes) -> Iterator[tuple[int, NalKind]]:
    place = payload.find(_SHORT_START_CODE)
    while 0 <= place < len(payload) - len(_SHORT_START_CODE):
        start = place + len(_SHORT_START_CODE)
        yield start, kind_of(codec, payload[start])
        place = payload.find(_SHORT_START_CODE, start)


def _end(payload: bytes, start: int) -> int:
    """Behind the last byte of a NAL unit: zeros before the next start code do not belong to it."""
    following = payload.find(_SHORT_START_CODE, start)
    end = len(payload) if following < 0 else following
    while end > start + 1 and payload[end - 1] == 0:
        end -= 1
    return end
