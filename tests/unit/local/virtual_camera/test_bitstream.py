from hypothesis import given
from hypothesis import strategies as st

from lokus_local.virtual_camera.bitstream import Codec, parameter_sets, split_annex_b, unescape

# NAL units neither hold a start code nor end in a zero (H.264 7.4.1).
_nal = st.binary(max_size=40).map(lambda body: b"\x65" + body.replace(b"\x00", b"\x07") + b"\x80")


@given(st.lists(st.tuples(st.sampled_from([b"\x00\x00\x01", b"\x00\x00\x00\x01"]), _nal)))
def test_nal_units_come_back_as_they_were_joined(parts: list[tuple[bytes, bytes]]) -> None:
    encoded = b"".join(code + nal for code, nal in parts)

    assert split_annex_b(encoded, Codec.H264) == tuple(nal for _, nal in parts)


def test_access_unit_delimiters_are_left_out() -> None:
    assert split_annex_b(b"\0\0\1\x09\xf0\0\0\1\x65\x80", Codec.H264) == (b"\x65\x80",)
    assert split_annex_b(b"\0\0\1\x46\x01\x50\0\0\1\x26\x01\x80", Codec.H265) == (b"\x26\x01\x80",)


def test_parameter_sets_come_in_the_order_of_sdp() -> None:
    assert parameter_sets([b"\x68p", b"\x65", b"\x67s", b"\x67t"], Codec.H264) == (b"\x67s", b"\x68p")
    assert parameter_sets([b"\x44p", b"\x42s", b"\x40v"], Codec.H265) == (b"\x40v", b"\x42s", b"\x44p")


def test_half_a_set_is_no_set() -> None:
    assert parameter_sets([b"\x67s", b"\x65"], Codec.H264) == ()


def test_emulation_prevention_bytes_are_removed() -> None:
    assert unescape(b"\x42\x00\x00\x03\x00\x00\x03\x01") == b"\x42\x00\x00\x00\x00\x01"
