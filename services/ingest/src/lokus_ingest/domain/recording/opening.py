"""What stands before the first fragment of a clip: `ftyp` and `moov`, made of those of its segments.

Tracks are copied as their writers made them. Each gets all sample entries that its segments describe it by
(one, unless the camera changed its parameter sets), and an edit list, so that time 0 is where the clip was
asked to begin although decoding begins at the key frame before. A track with several entries is of the kind
that may also have its parameter sets in front of key frames (`avc3`, `hev1`; ISO/IEC 14496-15): some players
heed the entries, and some only what is in front of the key frame.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from lokus_ingest.domain.recording.boxes import HEADER_BYTES, Found, box, full_box, inside, whole_boxes
from lokus_ingest.domain.recording.fragment import TRACK
from lokus_ingest.domain.recording.movie import edit_list

_EPOCH: Final = datetime(1904, 1, 1, tzinfo=UTC)
_ENTRIES: Final = (b"mdia", b"minf", b"stbl", b"stsd")
_VISUAL_BYTES: Final = 78
_IN_BAND: Final = {b"avc1": b"avc3", b"hvc1": b"hev1"}


@dataclass(frozen=True, slots=True)
class MovieTrack:
    """One `trak`: its boxes, ticks a second, what describes its samples, where its edit list begins."""

    number: int
    timescale: int
    entry: bytes
    edit_start: int
    content: bytes
    extends: bytes


@dataclass(frozen=True, slots=True)
class Movie:
    """What stands before the first fragment of a segment; `end` is where that begins."""

    kind: bytes
    header: bytes
    tracks: Mapping[int, MovieTrack]
    end: int


def read_movie(head: bytes) -> Movie | None:
    """Of the beginning of a segment; None if more of it is needed, ValueError if it cannot be read."""
    kind = movie = b""
    for found in whole_boxes(head):
        if found.kind == b"ftyp":
            kind = head[found.start : found.end]
        elif found.kind == b"moov":
            movie = head[found.content]
            return _movie(kind, movie, found.end)
        elif found.kind in {b"moof", b"mdat"}:
            raise ValueError("a segment without a head")
    return None


def opening(movies: Sequence[Movie], edits: Mapping[int, int], start: datetime, duration: int) -> bytes:
    """All before the first fragment.

    `edits`: where each track's time 0 is, in its ticks; `duration`: of what is shown, in 1/90000 s.
    """
    tracks: dict[int, MovieTrack] = {}
    for movie in movies:
        tracks = dict(movie.tracks) | tracks
    traks = [_trak(track, entries(movies, number), edits[number]) for number, track in sorted(tracks.items())]
    length = full_box(b"mehd", 1, 0, struct.pack(">Q", duration))
    extends = box(b"mvex", length, *(track.extends for _, track in sorted(tracks.items())))
    return movies[0].kind + box(b"moov", _dated(movies[0].header, start), *traks, extends)


def entries(movies: Iterable[Movie], number: int) -> list[bytes]:
    """What a track is described by in any of its segments, each once, in order; of sound the first alone."""
    found = list(dict.fromkeys(movie.tracks[number].entry for movie in movies if number in movie.tracks))
    return found if number == TRACK else found[:1]


def parameter_sets(entry: bytes) -> bytes:
    """Those of a video sample entry as NAL units behind their lengths; none of other entries."""
    inner = entry[HEADER_BYTES + _VISUAL_BYTES :]
    for found in whole_boxes(inner):
        if found.kind == b"avcC":
            return b"".join(_avc_sets(inner[found.content]))
        if found.kind == b"hvcC":
            return b"".join(_hevc_sets(inner[found.content]))
    return b""


def _avc_sets(record: bytes) -> Iterable[bytes]:
    place = 5
    for mask in (0x1F, 0xFF):
        count, place = record[place] & mask, place + 1
        for _ in range(count):
            (length,) = struct.unpack_from(">H", record, place)
            yield struct.pack(">I", length) + record[place + 2 : place + 2 + length]
            place += 2 + length


def _hevc_sets(record: bytes) -> Iterable[bytes]:
    place = 23
    for _ in range(record[22]):
        (count,) = struct.unpack_from(">H", record, place + 1)
        place += 3
        for _ in range(count):
            (length,) = struct.unpack_from(">H", record, place)
            yield struct.pack(">I", length) + record[place + 2 : place + 2 + length]
            place += 2 + length


def _movie(kind: bytes, content: bytes, end: int) -> Movie:
    extends = {
        struct.unpack_from(">4xI", content, found.start + HEADER_BYTES)[0]: content[found.start : found.end]
        for found in _children(content, b"mvex")
        if found.kind == b"trex"
    }
    traks = [content[found.content] for found in whole_boxes(content) if found.kind == b"trak"]
    header = full_box(b"mvhd", 0, 0, inside(content, b"mvhd")[4:])
    tracks = {track.number: track for track in (_track(trak, extends) for trak in traks)}
    return Movie(kind, header, tracks, end)


def _children(content: bytes, kind: bytes) -> Iterable[Found]:
    for found in whole_boxes(content):
        if found.kind == kind:
            yield from whole_boxes(content[: found.end], found.start + HEADER_BYTES)


def _track(trak: bytes, extends: Mapping[int, bytes]) -> MovieTrack:
    try:
        (number,) = struct.unpack_from(">12xI", inside(trak, b"tkhd"))
        (timescale,) = struct.unpack_from(">12xI", inside(trak, b"mdia", b"mdhd"))
        described = inside(trak, *_ENTRIES)
        entry = next(whole_boxes(described, 8))
        return MovieTrack(
            number,
            timescale,
            described[entry.start : entry.end],
            _edit_start(trak),
            trak,
            extends[number],
        )
    except (struct.error, KeyError, StopIteration) as error:
        raise ValueError("a segment whose tracks cannot be read") from error


def _edit_start(trak: bytes) -> int:
    try:
        edits = inside(trak, b"edts", b"elst")
    except ValueError:
        return 0
    layout = ">16xq" if edits[0] else ">12xi"
    return max(0, int(struct.unpack_from(layout, edits)[0]))


def _trak(track: MovieTrack, described: Sequence[bytes], edit_start: int) -> bytes:
    if len(described) > 1:
        described = [entry[:4] + _IN_BAND.get(entry[4:8], entry[4:8]) + entry[8:] for entry in described]
    table = full_box(b"stsd", 0, 0, struct.pack(">I", len(described)), *described)
    edit = edit_list(0, edit_start) if edit_start else b""
    parts: list[bytes] = []
    for found in whole_boxes(track.content):
        whole = track.content[found.start : found.end]
        if found.kind == b"tkhd":
            parts += (whole, edit)
        elif found.kind != b"edts":
            parts.append(_with(whole, _ENTRIES, table))
    return box(b"trak", *parts)


def _with(whole: bytes, path: Sequence[bytes], other: bytes) -> bytes:
    """A box with the one at a path below replaced; itself if that is not on its path."""
    kind = whole[4:HEADER_BYTES]
    if kind != path[0]:
        return whole
    if len(path) == 1:
        return other
    inner = [whole[found.start : found.end] for found in whole_boxes(whole, HEADER_BYTES)]
    return box(kind, *(_with(each, path[1:], other) for each in inner))


def _dated(header: bytes, start: datetime) -> bytes:
    """A movie header that says when what it shows was."""
    seconds = int((start - _EPOCH).total_seconds())
    place = HEADER_BYTES + 4
    return header[:place] + struct.pack(">II", seconds, seconds) + header[place + 8 :]
