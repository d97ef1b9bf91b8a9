"""What a decoder is set up with: the sample entries `avc1` and `hvc1` (ISO/IEC 14496-15, 5.3 and 8.3)."""

import struct
from collections.abc import Sequence
from typing import Final

from lokus_ingest.domain.bits import BitReader, unescaped
from lokus_ingest.domain.nal import NalKind, kind_of
from lokus_ingest.domain.recording.boxes import box
from lokus_proto.media import Codec

_LENGTHS_OF_4_BYTES: Final = 3
_WITH_CHROMA: Final = frozenset({100, 110, 122, 144})
_CHROMA_444: Final = 3
_H265_NUMBERS: Final = {NalKind.VPS: 32, NalKind.SPS: 33, NalKind.PPS: 34}


def sample_entry(codec: Codec, sets: Sequence[bytes], width: int, height: int) -> bytes:
    """The entry of a video track; ValueError if a parameter set cannot be read."""
    visual = struct.pack(
        ">6xH16xHHIIIH32sHh", 1, width, height, 0x480000, 0x480000, 0, 1, b"", 24, -1
    )  # 14496-12, 12.1.3: 72 dpi, one frame a sample, no name, colour without alpha
    if codec is Codec.H264:
        return box(b"avc1", visual, box(b"avcC", _avc_configuration(sets)))
    return box(b"hvc1", visual, box(b"hvcC", _hevc_configuration(sets)))


def _of(codec: Codec, sets: Sequence[bytes], kind: NalKind) -> list[bytes]:
    found = [content for content in sets if kind_of(codec, content[0]) is kind]
    if not found:
        raise ValueError(f"no {kind.name} among the parameter sets")
    return found


def _avc_configuration(sets: Sequence[bytes]) -> bytes:
    """AVCDecoderConfigurationRecord (5.3.3.1.2)."""
    sequence, picture = _of(Codec.H264, sets, NalKind.SPS), _of(Codec.H264, sets, NalKind.PPS)
    first = sequence[0]
    return b"".join(
        (
            bytes((1, first[1], first[2], first[3], 0xFC | _LENGTHS_OF_4_BYTES, 0xE0 | len(sequence))),
            *(struct.pack(">H", len(content)) + content for content in sequence),
            bytes((len(picture),)),
            *(struct.pack(">H", len(content)) + content for content in picture),
            _avc_chroma(first),
        )
    )


def _avc_chroma(sps: bytes) -> bytes:
    """Chroma format and bit depths, which the high profiles add."""
    if sps[1] not in _WITH_CHROMA:
        return b""
    reader = BitReader(unescaped(sps)[4:])
    reader.unsigned()  # seq_parameter_set_id
    if (chroma := reader.unsigned()) == _CHROMA_444:
        reader.skip(1)  # separate_colour_plane_flag
    return bytes((0xFC | chroma, 0xF8 | reader.unsigned(), 0xF8 | reader.unsigned(), 0))


def _hevc_configuration(sets: Sequence[bytes]) -> bytes:
    """HEVCDecoderConfigurationRecord (8.3.3.1.2)."""
    arrays = {kind: _of(Codec.H265, sets, kind) for kind in _H265_NUMBERS}
    plain = unescaped(arrays[NalKind.SPS][0])
    general = plain[3:15]  # profile, compatibility, constraints, level: as the record wants them
    sub_layers, nested = plain[2] >> 1 & 7, plain[2] & 1
    chroma, luma_depth, chroma_depth = _hevc_formats(plain, sub_layers)
    return b"".join(
        (
            b"\x01",
            general,
            struct.pack(">HB", 0xF000, 0xFC),  # segmentation and parallelism: not known
            bytes((0xFC | chroma, 0xF8 | luma_depth, 0xF8 | chroma_depth)),
            struct.pack(">HB", 0, (sub_layers + 1) << 3 | nested << 2 | _LENGTHS_OF_4_BYTES),
            bytes((len(arrays),)),
            *(_hevc_array(_H265_NUMBERS[kind], contents) for kind, contents in arrays.items()),
        )
    )


def _hevc_array(number: int, contents: Sequence[bytes]) -> bytes:
    complete = 0x80
    return struct.pack(">BH", complete | number, len(contents)) + b"".join(
        struct.pack(">H", len(content)) + content for content in contents
    )


def _hevc_formats(plain_sps: bytes, sub_layers: int) -> tuple[int, int, int]:
    """chroma_format_idc and the two bit depths minus 8 (H.265, 7.3.2.2.1)."""
    reader = BitReader(plain_sps[2:])
    reader.skip(8 + 96)
    present = [(reader.flag(), reader.flag()) for _ in range(sub_layers)]
    if sub_layers:
        reader.skip(2 * (8 - sub_layers))
    for profile, level in present:
        reader.skip(88 * profile + 8 * level)
    reader.unsigned()  # sps_seq_parameter_set_id
    if (chroma := reader.unsigned()) == _CHROMA_444:
        reader.skip(1)
    reader.unsigned()  # width
    reader.unsigned()  # height
    if reader.flag():  # conformance_window_flag
        for _ in range(4):
            reader.unsigned()
    return chroma, reader.unsigned(), reader.unsigned()
