from lokus_ingest.domain.recording.samples import parameter_sets, sample
from lokus_proto.media import Codec
from unit.ingest.samples import DELIMITER, IDR, PPS, SETS, SLICE, SPS, unit


def with_lengths(*contents: bytes) -> bytes:
    return b"".join(len(content).to_bytes(4, "big") + content for content in contents)


def test_each_nal_unit_stands_behind_its_length() -> None:
    assert sample(unit(1, payload=SLICE)) == with_lengths(SLICE[4:])
    two = SLICE + b"\x00\x00\x01" + SLICE[4:]
    assert sample(unit(1, payload=DELIMITER + two)) == with_lengths(DELIMITER[4:], SLICE[4:], SLICE[4:])


def test_zeros_behind_a_nal_unit_do_not_belong_to_it() -> None:
    assert sample(unit(1, payload=SLICE + bytes(5))) == with_lengths(SLICE[4:])


def test_parameter_sets_of_a_key_frame_are_left_to_the_head() -> None:
    assert sample(unit(0, key_frame=True, payload=SETS + IDR)) == with_lengths(IDR[4:])
    assert parameter_sets(Codec.H264, SETS + IDR) == (SPS, PPS)


def test_a_set_that_comes_twice_is_named_once() -> None:
    assert parameter_sets(Codec.H264, SETS + SETS + IDR) == (SPS, PPS)
