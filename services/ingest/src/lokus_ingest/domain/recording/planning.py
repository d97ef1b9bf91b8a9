"""What a clip is put together of, once its segments are chosen and their heads are read.

The first part begins at a key frame no later than asked, so that a decoder has what it needs, unless that
lies before the floor, or what is heard with it does; the last leaves out what is shown later. All else goes
in whole. Sound of another kind than the first of the clip is left out, for players set up a decoder of sound
once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from lokus_ingest.domain.recording.fragment import TRACK
from lokus_ingest.domain.recording.joining import Placed, ticks_90k
from lokus_ingest.domain.recording.moving import kept, moved, read_trafs
from lokus_ingest.domain.recording.opening import Movie, MovieTrack, entries, opening, parameter_sets
from lokus_ingest.domain.recording.traf import Sample, Traf
from lokus_ingest.domain.timeline import CLOCK_90K
from lokus_proto.v1.footage import ClipPart, ClipReply, ClipTrack

_SEQUENCE_STEP = 1 << 16
_NOTHING = -1

_KeyFrame = tuple[int, int]
"""The number of a fragment that begins with a key frame, and when that is shown."""


class Fragment(NamedTuple):
    """Where a fragment lies in its segment, and its `moof`."""

    start_byte: int
    end_byte: int
    moof: bytes


@dataclass(frozen=True, slots=True)
class Scanned:
    """A segment of a clip: its head, and, where it does not go in whole, its fragments."""

    placed: Placed
    movie: Movie
    fragments: tuple[Fragment, ...] | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The time that is asked for; no picture and no sound from before `floor` may be in the clip."""

    start: datetime
    end: datetime
    floor: datetime | None


def planned(scanned: Sequence[Scanned], wanted: Wanted) -> ClipReply | None:
    """The clip; None if no picture is left in it, ValueError if a segment cannot be read."""
    runs = [_Run.of(each, wanted, first=not number) for number, each in enumerate(scanned)]
    shown = [run for run in runs if run is not None]
    if not shown:
        return None
    movies = [run.scanned.movie for run in shown]
    first = shown[0]
    shift = max(run.shift for run in shown)
    zero_90k = max(first.shown_90k, ticks_90k(wanted.start - first.start))
    base_90k = first.base_90k
    parts = [_part(number, run, movies, first, shift) for number, run in enumerate(shown)]
    tracks = {track.number: track for movie in movies for track in movie.tracks.values()}
    edits = {
        number: _scaled(zero_90k - base_90k, track) + (shift if number == TRACK else 0)
        for number, track in tracks.items()
    }
    start = first.start + _span(zero_90k)
    over_90k = shown[-1].scanned.placed.over_90k - first.scanned.placed.place_90k
    head = opening(movies, edits, start, over_90k - zero_90k)
    sizes = [_size_bytes(run, part) for run, part in zip(shown, parts, strict=True)]
    known = [size for size in sizes if size is not None]
    return ClipReply(
        start=start,
        end=first.start + _span(over_90k),
        opening=head,
        parts=tuple(parts),
        size_bytes=len(head) + sum(known) if len(known) == len(sizes) else None,
    )


class _Run(NamedTuple):
    """The fragments of a segment that go in: first and behind the last, and the times of the first."""

    scanned: Scanned
    first: int
    last: int
    base_90k: int
    shown_90k: int

    @property
    def start(self) -> datetime:
        return self.scanned.placed.closed.start

    @property
    def shift(self) -> int:
        return _video(self.scanned.movie).edit_start

    @classmethod
    def of(cls, scanned: Scanned, wanted: Wanted, *, first: bool) -> "_Run | None":
        """None if no picture of it is left."""
        fragments, placed = scanned.fragments, scanned.placed
        if fragments is None:
            return cls(scanned, 0, 0, 0, 0)
        video = _video(scanned.movie)
        trafs = [_of_track(read_trafs(fragment.moof)[1], TRACK) for fragment in fragments]
        begins = [traf.samples()[0] if traf is not None else None for traf in trafs]
        if first:
            enter = ticks_90k(wanted.start - placed.closed.start)
            if wanted.floor is not None:
                floor = ticks_90k(wanted.floor - placed.closed.start)
                begins = [
                    begin if _lies_behind(floor, begin, fragment, scanned.movie) else None
                    for begin, fragment in zip(begins, fragments, strict=True)
                ]
            begin = _at_or_before(begins, enter + video.edit_start)
        else:
            begin = _at_or_after(begins, _added(placed.enter_90k, video.edit_start))
        if begin is None:
            return None
        leave = _added(placed.leave_90k, video.edit_start)
        number, shown = begin
        pictures = [(n, traf) for n, traf in enumerate(trafs) if traf is not None and n >= number]
        over = next((n for n, traf in pictures if not kept(traf, leave)), len(trafs))
        if over == number:
            return None
        base = _base_90k(fragments[number], scanned.movie)
        return cls(scanned, number, over, base, shown - video.edit_start)


def _lies_behind(floor_90k: int, begin: Sample | None, fragment: Fragment, movie: Movie) -> bool:
    """Whether no picture of a fragment is shown, and nothing is heard, before the floor."""
    heard = (traf for traf in read_trafs(fragment.moof)[1] if traf.track in movie.tracks.keys() - {TRACK})
    return (
        begin is not None
        and begin.shown - _video(movie).edit_start >= floor_90k
        and all(_start_90k(traf, movie) >= floor_90k for traf in heard)
    )


def _at_or_before(begins: Sequence[Sample | None], moment: int) -> _KeyFrame | None:
    """The last key frame no later than a moment; the first, if none is that early."""
    frames = list(_key_frames(begins))
    early = [(n, shown) for n, shown in frames if shown <= moment]
    return early[-1] if early else next(iter(frames), None)


def _at_or_after(begins: Sequence[Sample | None], moment: int | None) -> _KeyFrame | None:
    return next(((n, shown) for n, shown in _key_frames(begins) if moment is None or shown >= moment), None)


def _key_frames(begins: Sequence[Sample | None]) -> Iterable[_KeyFrame]:
    """The fragments that begin with one; some have no pictures, but sound."""
    return ((n, each.shown) for n, each in enumerate(begins) if each is not None and each.sync)


def _base_90k(fragment: Fragment, movie: Movie) -> int:
    """The earliest decoding time of any track in a fragment."""
    trafs = read_trafs(fragment.moof)[1]
    return min(_start_90k(traf, movie) for traf in trafs if traf.track in movie.tracks)


def _start_90k(traf: Traf, movie: Movie) -> int:
    return traf.start * CLOCK_90K // movie.tracks[traf.track].timescale


def _part(number: int, run: _Run, movies: Sequence[Movie], first: _Run, shift: int) -> ClipPart:
    placed, movie, fragments = run.scanned.placed, run.scanned.movie, run.scanned.fragments
    offset_90k = placed.place_90k - first.scanned.placed.place_90k - first.base_90k
    tracks = tuple(
        _track(track, movies, offset_90k, placed.leave_90k, shift) for track in movie.tracks.values()
    )
    return ClipPart(
        segment=placed.closed.object.split("/", 2)[2],
        start_byte=fragments[run.first].start_byte if fragments is not None else movie.end,
        end_byte=fragments[run.last - 1].end_byte if fragments is not None else placed.closed.size_bytes,
        sequence=number * _SEQUENCE_STEP,
        tracks=tracks,
    )


def _track(
    track: MovieTrack, movies: Sequence[Movie], offset_90k: int, leave_90k: int | None, shift: int
) -> ClipTrack:
    described = entries(movies, track.number)
    if track.entry not in described:
        return ClipTrack(track=track.number, offset=0, leave=_NOTHING)
    leave = None if leave_90k is None else _scaled(leave_90k, track) + track.edit_start
    return ClipTrack(
        track=track.number,
        offset=_scaled(offset_90k, track),
        shift=shift - track.edit_start if track.number == TRACK else 0,
        leave=leave,
        entry=described.index(track.entry) + 1,
        prefix=parameter_sets(track.entry) if len(described) > 1 else b"",
    )


def _size_bytes(run: _Run, part: ClipPart) -> int | None:
    """How many bytes it becomes; None where that is known only when it is made."""
    if any(track.prefix or track.entry > 1 for track in part.tracks):
        return None
    if run.scanned.fragments is None and any(track.leave is not None for track in part.tracks):
        return None
    if run.scanned.fragments is None:
        return part.end_byte - part.start_byte
    goes_in = run.scanned.fragments[run.first : run.last]
    return sum(moved(fragment.moof, part.tracks, 0).size_bytes for fragment in goes_in)


def _video(movie: Movie) -> MovieTrack:
    if (video := movie.tracks.get(TRACK)) is None:
        raise ValueError("a segment without video")
    return video


def _of_track(trafs: Iterable[Traf], number: int) -> Traf | None:
    """The part of a track in a fragment; None if it has no samples there."""
    return next((traf for traf in trafs if traf.track == number and traf.runs and traf.runs[0].rows), None)


def _scaled(ticks: int, track: MovieTrack) -> int:
    return ticks * track.timescale // CLOCK_90K


def _added(ticks: int | None, more: int) -> int | None:
    return None if ticks is None else ticks + more


def _span(ticks: int) -> timedelta:
    return timedelta(microseconds=ticks * 1_000_000 // CLOCK_90K)
