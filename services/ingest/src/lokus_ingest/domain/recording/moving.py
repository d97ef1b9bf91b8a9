"""A fragment as it becomes a part of a clip: the same samples at another time.

Only the `moof` is made anew; the samples are told as ranges of the old fragment, so that they are never
held whole, with what is put in front of key frames between them. Samples at the end that a clip does not
show stay out, and so do their bytes.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from lokus_ingest.domain.recording.boxes import HEADER_BYTES, box, full_box, whole_boxes
from lokus_ingest.domain.recording.traf import Run, Traf
from lokus_proto.v1.footage import ClipTrack

Stretch = bytes | range
"""Bytes that are new, or the place of bytes of the old fragment, from its start."""

_UNMOVED: Final = ClipTrack(track=1, offset=0)


@dataclass(frozen=True, slots=True)
class Layout:
    """What a fragment becomes, in order."""

    stretches: tuple[Stretch, ...]

    @property
    def size_bytes(self) -> int:
        """Of all."""
        return sum(len(each) for each in self.stretches)

    def behind(self, skip: int, most_bytes: int) -> list[Stretch]:
        """What comes behind the first `skip` bytes, so much at most."""
        found: list[Stretch] = []
        for each in self.stretches:
            if skip >= len(each):
                skip -= len(each)
            elif most_bytes > 0:
                found.append(each[skip : skip + most_bytes])
                most_bytes -= len(found[-1])
                skip = 0
        return found


def read_trafs(moof: bytes) -> tuple[int, list[Traf]]:
    """The number of a fragment and its tracks' parts; ValueError if it cannot be read."""
    sequence, trafs = 0, list[Traf]()
    for found in whole_boxes(moof, HEADER_BYTES):
        if found.kind == b"mfhd":
            (sequence,) = struct.unpack_from(">4xI", moof, found.start + HEADER_BYTES)
        elif found.kind == b"traf":
            trafs.append(Traf.read(moof[found.content]))
    if not trafs:
        raise ValueError("a fragment without tracks")
    return sequence, trafs


def kept(traf: Traf, leave: int | None) -> int:
    """How many samples a track keeps: all but those at its end that are shown from `leave` on.

    A picture that is shown later, but of which an earlier one is made, stays; so does what is shown between.
    """
    samples = traf.samples()
    count = len(samples)
    while leave is not None and count and samples[count - 1].shown >= leave:
        count -= 1
    latest = max((sample.shown for sample in samples[:count]), default=0)
    while any(sample.shown < latest for sample in samples[count:]):
        count += 1
    return count


def moved(moof: bytes, tracks: Sequence[ClipTrack], sequence: int) -> Layout:
    """What a fragment becomes when its tracks are moved; what no track is said of stays as it is."""
    number, trafs = read_trafs(moof)
    by_track = {track.track: track for track in tracks}
    parts = [_Part.of(traf, by_track.get(traf.track, _UNMOVED)) for traf in trafs]
    parts = [part for traf, part in zip(trafs, parts, strict=True) if part.traf.runs or not traf.runs]
    header = full_box(b"mfhd", 0, 0, struct.pack(">I", number + sequence))
    length = len(_written(header, parts, 0))
    head = _written(header, parts, length + HEADER_BYTES)
    media = [stretch for part in parts for stretch in part.media]
    size_bytes = sum(len(stretch) for stretch in media)
    return Layout((head + struct.pack(">I4s", HEADER_BYTES + size_bytes, b"mdat"), *media))


@dataclass(frozen=True, slots=True)
class _Part:
    """A track's part as it will be, and its media, for each of its runs."""

    traf: Traf
    media: tuple[Stretch, ...]
    run_bytes: tuple[int, ...]

    @classmethod
    def of(cls, traf: Traf, track: ClipTrack) -> "_Part":
        traf = traf.first(kept(traf, track.leave))
        samples = iter(traf.samples())
        runs: list[Run] = []
        media: list[Stretch] = []
        run_bytes: list[int] = []
        for run in traf.runs:
            moved_run, before = run.shifted(track.shift), len(media)
            for row, sample in zip(range(len(run.rows)), samples, strict=False):
                if track.prefix and sample.sync:
                    media.append(track.prefix)
                    moved_run = moved_run.grown(row, len(track.prefix))
                media = _with(media, range(sample.place, sample.place + sample.size_bytes))
            runs.append(moved_run)
            run_bytes.append(sum(len(stretch) for stretch in media[before:]))
        traf = replace(traf, start=traf.start + track.offset, runs=tuple(runs))
        return cls(traf if track.entry == 1 else traf.with_entry(track.entry), tuple(media), tuple(run_bytes))


def _with(media: list[Stretch], place: range) -> list[Stretch]:
    """Samples that lie one behind another are one range."""
    last = media[-1] if media else b""
    if isinstance(last, range) and last.stop == place.start:
        return [*media[:-1], range(last.start, place.stop)]
    return [*media, place]


def _written(header: bytes, parts: Sequence[_Part], media_offset: int) -> bytes:
    trafs: list[bytes] = []
    for part in parts:
        runs: list[bytes] = []
        for run, size_bytes in zip(part.traf.runs, part.run_bytes, strict=True):
            runs.append(run.written(media_offset))
            media_offset += size_bytes
        trafs.append(box(b"traf", part.traf.header(), part.traf.time(), *runs, *part.traf.others))
    return box(b"moof", header, *trafs)
