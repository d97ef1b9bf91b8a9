import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.rtsp.sdp import Format
from lokus_ingest.domain.rtsp.sound_offer import aac_format, sound_format
from lokus_ingest.domain.sound import SoundFormat
from lokus_proto.v1.recording import SoundCodec
from unit.ingest.encoded_sound import encoded_sound

AAC = "mpeg4-generic"


@pytest.mark.parametrize(
    ("offered", "found"),
    [
        (Format(8, "pcma", 8000), SoundFormat(SoundCodec.PCMA, 8000, 1)),
        (Format(0, "pcmu", 16_000, {}, 2), SoundFormat(SoundCodec.PCMU, 16_000, 2)),
        (Format(97, "opus", 48_000, {}, 2), SoundFormat(SoundCodec.OPUS, 48_000, 2)),
        (
            Format(97, AAC, 16_000, {"config": "1408"}),
            SoundFormat(SoundCodec.AAC, 16_000, 1, 1024, b"\x14\x08"),
        ),
        (
            Format(97, AAC, 44_100, {"config": "1214"}, 2),
            SoundFormat(SoundCodec.AAC, 44_100, 2, 960, b"\x12\x14"),
        ),
        (Format(97, AAC, 8000), SoundFormat(SoundCodec.AAC, 8000, 1, 1024, b"\x15\x88")),
    ],
    ids=["pcma", "pcmu", "opus", "aac", "aac-960", "aac-unsaid"],
)
def test_what_cameras_offer_is_known(offered: Format, found: SoundFormat) -> None:
    assert sound_format(offered) == found


@pytest.mark.parametrize(
    "offered",
    [
        Format(97, "g726-32", 8000),
        Format(8, "pcma", 0),
        Format(8, "pcma", 8000, {}, 99),
        Format(97, AAC, 16_000, {"config": "zz"}),
        Format(97, AAC, 16_000, {"config": "14"}),
        Format(97, AAC, 16_000, {"config": "fffe"}),
        Format(97, AAC, 12_345),
    ],
    ids=["g726", "no-rate", "channels", "no-hex", "short", "odd-type", "odd-rate"],
)
def test_what_makes_no_sense_is_left_alone(offered: Format) -> None:
    assert sound_format(offered) is None


def test_a_real_encoder_s_setup_is_read() -> None:
    made = encoded_sound(SoundCodec.AAC)[0].format
    assert aac_format(made.config, 2) == made


@given(st.binary(max_size=12), st.integers(1, 8))
def test_no_setup_can_break_it(config: bytes, channels: int) -> None:
    try:
        found = aac_format(config, channels)
    except ValueError:
        return
    assert found is None or (found.unit_samples > 0 and found.rate_hz > 0 and found.channels <= 8)
