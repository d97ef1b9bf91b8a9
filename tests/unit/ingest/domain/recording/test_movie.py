from lokus_ingest.domain.recording.boxes import inside, whole_boxes
from lokus_ingest.domain.recording.movie import Pictures, edit_list, movie
from lokus_ingest.domain.sound import SoundFormat
from lokus_proto.v1.recording import SoundCodec

PICTURES = Pictures(b"", 640, 360, edit_list(0, 7200))


def kinds(content: bytes) -> list[bytes]:
    return [found.kind for found in whole_boxes(content)]


def test_without_sound_there_is_one_track() -> None:
    moov = inside(movie(PICTURES, None), b"moov")
    assert kinds(moov) == [b"mvhd", b"trak", b"mvex"]
    assert kinds(inside(moov, b"trak")) == [b"tkhd", b"edts", b"mdia"]


def test_sound_has_a_track_with_a_clock_of_its_own() -> None:
    moov = inside(movie(PICTURES, SoundFormat(SoundCodec.PCMU, 8000, 1)), b"moov")
    assert kinds(moov) == [b"mvhd", b"trak", b"trak", b"mvex"]
    sound = [moov[found.content] for found in whole_boxes(moov) if found.kind == b"trak"][1]
    assert int.from_bytes(inside(sound, b"mdia", b"mdhd")[12:16], "big") == 8000
    assert inside(sound, b"mdia", b"hdlr")[8:12] == b"soun"
    assert kinds(inside(moov, b"mvex")) == [b"trex", b"trex"]
