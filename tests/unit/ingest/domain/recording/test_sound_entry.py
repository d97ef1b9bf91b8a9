import pytest

from lokus_ingest.domain.recording.boxes import whole_boxes
from lokus_ingest.domain.recording.sound_entry import sound_entry
from lokus_ingest.domain.sound import SoundFormat
from lokus_proto.v1.recording import SoundCodec

AUDIO_BYTES = 8 + 28


@pytest.mark.parametrize(
    ("sound", "kind", "inner"),
    [
        (SoundFormat(SoundCodec.AAC, 16_000, 1, 1024, b"\x14\x08"), b"mp4a", [b"esds"]),
        (SoundFormat(SoundCodec.OPUS, 48_000, 2), b"Opus", [b"dOps"]),
        (SoundFormat(SoundCodec.PCMA, 8_000, 1), b"alaw", []),
        (SoundFormat(SoundCodec.PCMU, 8_000, 1), b"ulaw", []),
    ],
    ids=lambda each: getattr(each, "codec", ""),
)
def test_an_entry_says_what_it_is(sound: SoundFormat, kind: bytes, inner: list[bytes]) -> None:
    entry = sound_entry(sound)
    (found,) = whole_boxes(entry)
    assert (found.kind, found.end) == (kind, len(entry))
    assert [each.kind for each in whole_boxes(entry, AUDIO_BYTES)] == inner
    assert int.from_bytes(entry[24:26], "big") == sound.channels


def test_the_setup_of_aac_stands_in_it_as_the_camera_gave_it() -> None:
    entry = sound_entry(SoundFormat(SoundCodec.AAC, 96_000, 1, 1024, b"\x10\x08\x56\xe5\x00"))
    assert b"\x05\x80\x80\x80\x05\x10\x08\x56\xe5\x00\x06" in entry
    assert entry[32:36] == bytes(4)  # a rate that does not fit is left to the setup
