from lokus_ingest.domain.nal import read_head
from lokus_ingest.domain.parameter_sets import ParameterSets
from lokus_ingest.domain.resolution import Resolution
from lokus_proto.media import Codec
from unit.ingest.samples import DELIMITER, IDR, PPS, SETS, SPS, START, h264_sps


def test_described_sets_go_in_front_of_a_key_frame_that_lacks_them() -> None:
    sets = ParameterSets(Codec.H264, SETS)
    assert sets.complete
    assert sets.in_front_of(IDR, read_head(Codec.H264, IDR)) == SETS + IDR


def test_they_go_behind_the_delimiter() -> None:
    sets = ParameterSets(Codec.H264, SETS)
    payload = DELIMITER + IDR
    assert sets.in_front_of(payload, read_head(Codec.H264, payload)) == DELIMITER + SETS + IDR


def test_a_key_frame_that_has_them_is_left_as_it_is() -> None:
    sets = ParameterSets(Codec.H264, SETS)
    payload = SETS + IDR
    assert sets.in_front_of(payload, read_head(Codec.H264, payload)) is payload


def test_half_a_description_is_not_complete_until_the_rest_comes_in_band() -> None:
    sets = ParameterSets(Codec.H264, START + SPS)
    assert not sets.complete
    sets.learn(read_head(Codec.H264, START + PPS + IDR))
    assert sets.complete


def test_the_newest_set_stands() -> None:
    sets = ParameterSets(Codec.H264, SETS)
    sets.learn(read_head(Codec.H264, START + h264_sps(640, 360) + IDR))
    assert sets.resolution == Resolution(640, 360)
    assert START + h264_sps(640, 360) in sets.in_front_of(IDR, read_head(Codec.H264, IDR))


def test_h265_needs_a_video_parameter_set_too() -> None:
    sets = ParameterSets(Codec.H265, START + b"\x42\x01\x01" + START + b"\x44\x01\x01")
    assert not sets.complete
    sets.learn(read_head(Codec.H265, START + b"\x40\x01\x01"))
    assert sets.complete


def test_a_set_that_cannot_be_read_leaves_the_size_unknown() -> None:
    assert ParameterSets(Codec.H264, START + b"\x67\x42").resolution is None
