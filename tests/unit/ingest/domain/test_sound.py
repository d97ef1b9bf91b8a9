import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.sound import SoundFormat
from lokus_proto.v1.recording import SoundCodec
from unit.ingest.encoded_sound import encoded_sound

OPUS = SoundFormat(SoundCodec.OPUS, 48_000, 2)


@pytest.mark.parametrize("codec", list(SoundCodec))
def test_real_sound_is_as_long_as_it_was_made(codec: SoundCodec) -> None:
    sounds = encoded_sound(codec, seconds=2)
    length = sum(sound.format.samples(sound.payload) for sound in sounds) / sounds[0].format.rate_hz
    assert length == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize(
    ("packet", "samples"),
    [
        (b"\x00", 480),  # SILK, 10 ms
        (b"\x78\x00", 960),  # hybrid, 20 ms
        (b"\x80", 120),  # CELT, 2.5 ms
        (b"\x19\x00", 2 * 2880),  # two frames of 60 ms
        (b"\x1b\x03", 0),  # three of 60 ms are more than a packet may hold
        (b"\x03\x00", 0),
        (b"\x03", 0),
        (b"", 0),
    ],
)
def test_an_opus_packet_says_how_long_it_is(packet: bytes, samples: int) -> None:
    assert OPUS.samples(packet) == samples


def test_g711_has_a_byte_for_each_sample_of_each_channel() -> None:
    assert SoundFormat(SoundCodec.PCMA, 8_000, 2).samples(bytes(320)) == 160


@given(st.binary(max_size=9), st.sampled_from(SoundCodec))
def test_no_packet_is_longer_than_it_can_be(packet: bytes, codec: SoundCodec) -> None:
    assert 0 <= SoundFormat(codec, 48_000, 1).samples(packet) <= 5760
