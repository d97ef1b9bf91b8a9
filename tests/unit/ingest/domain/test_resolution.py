from fractions import Fraction

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.nal import NalKind, read_head
from lokus_ingest.domain.resolution import Resolution, read_resolution
from lokus_proto.media import Codec
from unit.ingest.samples import BitWriter, h264_sps

even = st.integers(8, 2000).map(lambda half: half * 2)


@given(even, even)
def test_any_h264_size_is_read_back(width: int, height: int) -> None:
    assert read_resolution(Codec.H264, h264_sps(width, height)) == Resolution(width, height)


@given(even, even, st.integers(0, 6))
def test_any_h265_size_is_read_back(width: int, height: int, sub_layers: int) -> None:
    writer = BitWriter().bits(0, 4).bits(sub_layers, 3).bits(1, 1).bits(0, 96)
    for _ in range(sub_layers):
        writer.bits(0b11, 2)
    writer.bits(0, 2 * (8 - sub_layers) if sub_layers else 0).bits(0, 96 * sub_layers)
    writer.unsigned(0).unsigned(1).unsigned(width + 2).unsigned(height + 4)
    writer.bits(1, 1).unsigned(0).unsigned(1).unsigned(1).unsigned(1)
    assert read_resolution(Codec.H265, b"\x42\x01" + writer.rbsp()) == Resolution(width, height)


@given(st.sampled_from(Codec), st.binary(max_size=100))
def test_any_bytes_give_a_size_or_a_value_error(codec: Codec, content: bytes) -> None:
    try:
        found = read_resolution(codec, content)
    except ValueError:
        return
    assert found.width > 0
    assert found.height > 0


def test_interlaced_pictures_have_twice_the_rows_of_a_field() -> None:
    writer = BitWriter().bits(77, 8).bits(0, 8).bits(31, 8).unsigned(0)
    writer.unsigned(0).unsigned(0).unsigned(0).unsigned(1).bits(0, 1)
    writer.unsigned(119).unsigned(33).bits(0, 1).bits(0, 1).bits(1, 1)
    writer.bits(1, 1).unsigned(0).unsigned(0).unsigned(0).unsigned(2).bits(0, 1)
    assert read_resolution(Codec.H264, b"\x67" + writer.rbsp()) == Resolution(1920, 1080)


def test_scaling_lists_and_order_counts_are_passed_over() -> None:
    writer = BitWriter().bits(100, 8).bits(0, 8).bits(31, 8).unsigned(0)
    writer.unsigned(1).unsigned(0).unsigned(0).bits(0, 1).bits(1, 1)
    for number in range(8):
        writer.bits(1, 1)
        for _ in range(16 if number < 6 else 64):
            writer.signed(1)
    writer.unsigned(0).unsigned(1).bits(0, 1).signed(-3).signed(4).unsigned(2).signed(1).signed(2)
    writer.unsigned(1).bits(0, 1).unsigned(39).unsigned(21).bits(1, 1).bits(1, 1).bits(0, 1)
    assert read_resolution(Codec.H264, b"\x67" + writer.rbsp()) == Resolution(640, 352)


@pytest.mark.parametrize(("encoder", "codec"), [("libx264", Codec.H264), ("libx265", Codec.H265)])
def test_the_size_that_an_encoder_declares_is_read(encoder: str, codec: Codec) -> None:
    context = av.CodecContext.create(encoder, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = 1276, 714, "yuv420p"
    context.time_base = Fraction(1, 25)
    context.options = {"preset": "ultrafast", "x265-params": "log-level=none"}
    frame = av.VideoFrame(1276, 714, "yuv420p")
    packets = [*context.encode(frame), *context.encode(None)]
    sps = read_head(codec, bytes(packets[0])).of(NalKind.SPS)
    assert read_resolution(codec, sps[0]) == Resolution(1276, 714)
