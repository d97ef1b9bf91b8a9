import av
import pytest

from lokus_ingest.domain.recording.boxes import inside
from lokus_ingest.domain.recording.sample_entry import sample_entry
from lokus_ingest.domain.recording.samples import parameter_sets
from lokus_proto.media import Codec
from unit.ingest.encoded import encoded
from unit.ingest.samples import PPS, SPS

VISUAL_BYTES = 78


def configuration(codec: Codec, sets: tuple[bytes, ...]) -> bytes:
    entry = sample_entry(codec, sets, 160, 96)
    kind = b"avcC" if codec is Codec.H264 else b"hvcC"
    return inside(entry[8 + VISUAL_BYTES :], kind)


def test_an_avc_configuration_holds_profile_level_and_sets() -> None:
    found = configuration(Codec.H264, (SPS, PPS))
    expected = b"\x01" + SPS[1:4] + b"\xff\xe1" + len(SPS).to_bytes(2, "big") + SPS
    assert found == expected + b"\x01" + len(PPS).to_bytes(2, "big") + PPS


@pytest.mark.parametrize("codec", list(Codec))
def test_a_decoder_is_set_up_with_what_is_written(codec: Codec) -> None:
    units = encoded(codec)
    written = configuration(codec, parameter_sets(codec, units[0].payload))
    decoder = av.CodecContext.create("h264" if codec is Codec.H264 else "hevc", "r")
    decoder.extradata = written
    decoder.open()
    assert isinstance(decoder, av.VideoCodecContext)
    assert (decoder.width, decoder.height) in {(0, 0), (160, 96)}


def test_without_a_sequence_parameter_set_there_is_no_entry() -> None:
    with pytest.raises(ValueError, match="no SPS"):
        sample_entry(Codec.H264, (PPS,), 160, 96)
