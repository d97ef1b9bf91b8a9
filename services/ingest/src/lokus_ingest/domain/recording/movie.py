"""The `moov` of a segment: a track of pictures and, if there is any, a track of sound; samples come later."""

import struct
from typing import Final, NamedTuple

from lokus_ingest.domain.recording.boxes import box, full_box
from lokus_ingest.domain.recording.fragment import TRACK
from lokus_ingest.domain.recording.sound_entry import sound_entry
from lokus_ingest.domain.recording.sound_track import SOUND_TRACK
from lokus_ingest.domain.sound import SoundFormat
from lokus_ingest.domain.timeline import CLOCK_90K

_MATRIX: Final = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_SHOWN: Final = 3
_LANGUAGE_UND: Final = 0x55C4
_FULL_VOLUME: Final = 0x100


class Pictures(NamedTuple):
    """The track of pictures: its sample entry, the shown size, and its edit list if it needs one."""

    entry: bytes
    width: int
    height: int
    edit: bytes


def movie(pictures: Pictures, sound: SoundFormat | None) -> bytes:
    """All tracks of a segment."""
    header = full_box(
        b"mvhd",
        0,
        0,
        struct.pack(">IIIIIH10x", 0, 0, CLOCK_90K, 0, 0x10000, _FULL_VOLUME),
        _MATRIX,
        bytes(24),
        struct.pack(">I", TRACK + 1 if sound is None else SOUND_TRACK + 1),
    )
    if sound is None:
        return box(b"moov", header, _of_pictures(pictures), box(b"mvex", _extends(TRACK)))
    extends = box(b"mvex", _extends(TRACK), _extends(SOUND_TRACK))
    return box(b"moov", header, _of_pictures(pictures), _of_sound(sound), extends)


def edit_list(duration_90k: int, start_90k: int) -> bytes:
    """Show what begins at `start_90k`, for so long; 0 is to the end (ISO/IEC 14496-12, 8.6.6)."""
    return box(b"edts", full_box(b"elst", 1, 0, struct.pack(">IQqI", 1, duration_90k, start_90k, 0x10000)))


def _of_pictures(pictures: Pictures) -> bytes:
    size = struct.pack(">II", pictures.width << 16, pictures.height << 16)
    media = _media(CLOCK_90K, b"vide", b"video\x00", full_box(b"vmhd", 0, 1, bytes(8)), pictures.entry)
    return box(b"trak", _head(TRACK, 0, 0, size), pictures.edit, media)


def _of_sound(sound: SoundFormat) -> bytes:
    media = _media(
        sound.rate_hz, b"soun", b"sound\x00", full_box(b"smhd", 0, 0, bytes(4)), sound_entry(sound)
    )
    return box(b"trak", _head(SOUND_TRACK, 1, _FULL_VOLUME, bytes(8)), media)


def _head(track: int, group: int, volume: int, size: bytes) -> bytes:
    facts = struct.pack(">IIIII8xHHHH", 0, 0, track, 0, 0, 0, group, volume, 0)
    return full_box(b"tkhd", 0, _SHOWN, facts, _MATRIX, size)


def _media(timescale: int, kind: bytes, name: bytes, header: bytes, entry: bytes) -> bytes:
    empty_tables = (
        full_box(b"stts", 0, 0, bytes(4)),
        full_box(b"stsc", 0, 0, bytes(4)),
        full_box(b"stsz", 0, 0, bytes(8)),
        full_box(b"stco", 0, 0, bytes(4)),
    )
    table = box(b"stbl", full_box(b"stsd", 0, 0, struct.pack(">I", 1), entry), *empty_tables)
    here = box(b"dinf", full_box(b"dref", 0, 0, struct.pack(">I", 1), full_box(b"url ", 0, 1)))
    return box(
        b"mdia",
        full_box(b"mdhd", 0, 0, struct.pack(">IIIIHH", 0, 0, timescale, 0, _LANGUAGE_UND, 0)),
        full_box(b"hdlr", 0, 0, struct.pack(">4x4s12x", kind), name),
        box(b"minf", header, here, table),
    )


def _extends(track: int) -> bytes:
    return full_box(b"trex", 0, 0, struct.pack(">IIIII", track, 1, 0, 0, 0))
