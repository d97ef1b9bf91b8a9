from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.nal import NalKind, kind_of, read_head
from lokus_proto.media import Codec
from unit.ingest.samples import DELIMITER, IDR, PPS, SETS, SLICE, SPS


def test_the_head_holds_the_parameter_sets_without_their_start_codes() -> None:
    head = read_head(Codec.H264, DELIMITER + SETS + IDR)
    assert head.of(NalKind.SPS) == (SPS,)
    assert head.of(NalKind.PPS) == (PPS,)
    assert head.key_frame


def test_a_slice_that_is_no_idr_is_no_key_frame() -> None:
    head = read_head(Codec.H264, SLICE)
    assert head.has_slice
    assert not head.key_frame


def test_parameter_sets_alone_are_no_picture() -> None:
    assert not read_head(Codec.H264, SETS).has_slice


def test_what_stands_behind_the_first_slice_is_not_looked_at() -> None:
    assert read_head(Codec.H264, SLICE + SETS + IDR).units == ()


def test_short_start_codes_are_understood() -> None:
    head = read_head(Codec.H264, b"\x00\x00\x01" + SPS + b"\x00\x00\x01" + PPS + b"\x00\x00\x01\x65")
    assert (head.of(NalKind.SPS), head.of(NalKind.PPS)) == ((SPS,), (PPS,))
    assert head.key_frame


def test_the_delimiter_ends_before_the_next_start_code() -> None:
    assert read_head(Codec.H264, DELIMITER + IDR).delimiter_end == len(DELIMITER)
    assert read_head(Codec.H264, IDR).delimiter_end == 0


def test_h265_random_access_pictures_are_key_frames() -> None:
    kinds = {number: kind_of(Codec.H265, number << 1) for number in range(48)}
    assert [number for number, kind in kinds.items() if kind is NalKind.KEY_SLICE] == list(range(16, 22))
    assert [kinds[number] for number in (32, 33, 34, 35)] == [
        NalKind.VPS,
        NalKind.SPS,
        NalKind.PPS,
        NalKind.DELIMITER,
    ]
    assert kinds[1] is NalKind.SLICE
    assert kinds[39] is NalKind.OTHER


@given(st.sampled_from(Codec), st.binary(max_size=200))
def test_any_bytes_can_be_read(codec: Codec, payload: bytes) -> None:
    head = read_head(codec, payload)
    assert all(payload[: unit.end].endswith(unit.content) for unit in head.units)
