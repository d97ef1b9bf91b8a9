"""The size of the picture, from a sequence parameter set (H.264 7.3.2.1.1, H.265 7.3.2.2.1).

Sizes are what is shown: after cropping (H.264) or inside the conformance window (H.265). Whoever
reads them gets a ValueError for bytes that are no parameter set of that codec.
"""

from dataclasses import dataclass

from lokus_ingest.domain.bits import BitReader, unescaped
from lokus_proto.media import Codec

_PROFILES_WITH_CHROMA = frozenset({44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244})
_MAX_SIDE = 16384
_CHROMA_444 = 3
_LARGE_LISTS_FROM = 6


@dataclass(frozen=True, slots=True)
class Resolution:
    """In pixels."""

    width: int
    height: int

    def __post_init__(self) -> None:
        if not (0 < self.width <= _MAX_SIDE and 0 < self.height <= _MAX_SIDE):
            raise ValueError(f"no camera sends pictures of {self.width}x{self.height}")


def read_resolution(codec: Codec, sps: bytes) -> Resolution:
    """The shown size that a sequence parameter set declares; `sps` begins with its NAL header."""
    if codec is Codec.H264:
        return _h264(BitReader(unescaped(sps)[1:]))
    return _h265(BitReader(unescaped(sps)[2:]))


def _h264(reader: BitReader) -> Resolution:
    profile = reader.bits(8)
    reader.skip(16)  # constraint flags, level
    reader.unsigned()  # seq_parameter_set_id
    chroma = _h264_chroma(reader) if profile in _PROFILES_WITH_CHROMA else 1
    reader.unsigned()  # log2_max_frame_num_minus4
    _skip_h264_order_count(reader)
    reader.unsigned()  # max_num_ref_frames
    reader.skip(1)  # gaps_in_frame_num_value_allowed_flag
    width = (reader.unsigned() + 1) * 16
    map_units = reader.unsigned() + 1
    frames_only = reader.flag()
    field_factor = 1 if frames_only else 2
    height = map_units * 16 * field_factor
    if not frames_only:
        reader.skip(1)  # mb_adaptive_frame_field_flag
    reader.skip(1)  # direct_8x8_inference_flag
    unit_x, unit_y = _chroma_units(chroma)
    return _cropped(reader, width, height, unit_x, unit_y * field_factor)


def _h264_chroma(reader: BitReader) -> int:
    """Read chroma_format_idc and pass over all that profiles with chroma have; 0 for separate planes."""
    chroma = reader.unsigned()
    separate = chroma == _CHROMA_444 and reader.flag()
    reader.unsigned()  # bit_depth_luma_minus8
    reader.unsigned()  # bit_depth_chroma_minus8
    reader.skip(1)  # qpprime_y_zero_transform_bypass_flag
    if reader.flag():  # seq_scaling_matrix_present_flag
        for number in range(12 if chroma == _CHROMA_444 else 8):
            if reader.flag():
                _skip_scaling_list(reader, 16 if number < _LARGE_LISTS_FROM else 64)
    return 0 if separate else chroma


def _skip_scaling_list(reader: BitReader, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + reader.signed()) % 256
        last = following or last


def _skip_h264_order_count(reader: BitReader) -> None:
    kind = reader.unsigned()  # pic_order_cnt_type
    if kind == 0:
        reader.unsigned()  # log2_max_pic_order_cnt_lsb_minus4
    elif kind == 1:
        reader.skip(1)  # delta_pic_order_always_zero_flag
        reader.signed()
        reader.signed()
        for _ in range(reader.unsigned()):
            reader.signed()


def _h265(reader: BitReader) -> Resolution:
    reader.skip(4)  # sps_video_parameter_set_id
    sub_layers = reader.bits(3)  # sps_max_sub_layers_minus1
    reader.skip(1)  # sps_temporal_id_nesting_flag
    _skip_h265_profile(reader, sub_layers)
    reader.unsigned()  # sps_seq_parameter_set_id
    chroma = reader.unsigned()
    if chroma == _CHROMA_444 and reader.flag():
        chroma = 0  # separate_colour_plane_flag
    width, height = reader.unsigned(), reader.unsigned()
    return _cropped(reader, width, height, *_chroma_units(chroma))


def _skip_h265_profile(reader: BitReader, sub_layers: int) -> None:
    """profile_tier_level (7.3.3)."""
    reader.skip(88 + 8)
    present = [(reader.flag(), reader.flag()) for _ in range(sub_layers)]
    if sub_layers:
        reader.skip(2 * (8 - sub_layers))
    for profile, level in present:
        reader.skip(88 * profile + 8 * level)


def _chroma_units(chroma: int) -> tuple[int, int]:
    """Pixels that one unit of cropping is worth, across and down (H.264 table 6-1)."""
    return {0: (1, 1), 1: (2, 2), 2: (2, 1)}.get(chroma, (1, 1))


def _cropped(reader: BitReader, width: int, height: int, unit_x: int, unit_y: int) -> Resolution:
    if reader.flag():
        left, right, top, bottom = (reader.unsigned() for _ in range(4))
        width -= (left + right) * unit_x
        height -= (top + bottom) * unit_y
    return Resolution(width, height)
