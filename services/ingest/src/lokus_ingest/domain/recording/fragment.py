"""A fragment: a stretch of access units as `moof` and `mdat` (ISO/IEC 14496-12, 8.8).

Times are those of the run, less those of the segment's start, in 1/90000 s and exact. Samples stand in the
order of decoding; decoding times are the presentation times in order, each at least one tick behind the one
before (also across fragments). Pictures out of order, as B-frames make them, would be shown before they are
decoded: all are shown `shift_90k` later, by what the first fragment needs, and an edit list takes that back.
Sound, if there is any, stands behind the pictures in each fragment, on a track of its own.
"""

import struct
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from lokus_ingest.domain.recording.boxes import HEADER_BYTES, box, full_box, inside, whole_boxes
from lokus_ingest.domain.recording.samples import sample
from lokus_ingest.domain.recording.sound_track import SoundStretch, SoundTrack
from lokus_ingest.domain.sound import Sound, SoundFormat
from lokus_proto.media import AccessUnit

TRACK: Final = 1
_SYNC: Final = 0x02000000
_NOT_SYNC: Final = 0x01010000
_BASE_IS_MOOF: Final = 0x020000
_USUAL_90K: Final = 3600
_TRUN_HEAD_BYTES: Final = 20


class Stretch(NamedTuple):
    """What a fragment holds: how many frames, whether the first is a key frame, its time in the segment.

    One that only has sound has no frames and no length; `sounds`: how many access units of it there are.
    """

    frames: int
    key_frame: bool
    start_90k: int
    end_90k: int
    sounds: int = 0


class Fragments:
    """Makes the fragments of one segment, one behind another."""

    def __init__(self, base_90k: int, shift_90k: int, sound: SoundFormat | None = None) -> None:
        self._base_90k = base_90k
        self._sound = SoundTrack(sound, base_90k) if sound is not None else None
        self._shift_90k = shift_90k
        self._sequence = 0
        self._end_90k = 0

    def make(
        self, units: Sequence[AccessUnit], next_pts_90k: int | None, sounds: Sequence[Sound] = ()
    ) -> tuple[bytes, Stretch]:
        """The next fragment; `next_pts_90k`: of the picture behind it in the run, None if there is none."""
        samples = [sample(unit) for unit in units]
        places = self._decoding_times(units)
        durations = [later - earlier for earlier, later in pairwise(places)]
        durations.append(self._last_duration(places, durations, next_pts_90k))
        facts: list[int] = []
        for unit, content, place, duration in zip(units, samples, places, durations, strict=True):
            facts += (duration, len(content), unit.pts_90k - self._base_90k + self._shift_90k - place)
        self._sequence += 1
        self._end_90k = places[-1] + durations[-1]
        heard = self._heard(sounds)
        stretch = Stretch(len(units), units[0].key_frame, places[0], self._end_90k, _count(heard))
        run = _run(facts, key_frame=units[0].key_frame)
        return _fragment(self._sequence, places[0], run, samples, heard), stretch

    def rest(self, sounds: Sequence[Sound]) -> tuple[bytes, Stretch] | None:
        """A fragment of the sound that came after its pictures; None if there is none."""
        if (heard := self._heard(sounds)) is None:
            return None
        self._sequence += 1
        stretch = Stretch(0, False, self._end_90k, self._end_90k, _count(heard))
        return _fragment(self._sequence, self._end_90k, None, (), heard), stretch

    def _heard(self, sounds: Sequence[Sound]) -> SoundStretch | None:
        return self._sound.stretch(sounds) if self._sound is not None and sounds else None

    def _decoding_times(self, units: Sequence[AccessUnit]) -> list[int]:
        places: list[int] = []
        earliest_90k = self._end_90k
        for pts_90k in sorted(unit.pts_90k for unit in units):
            place = max(pts_90k - self._base_90k, earliest_90k)
            places.append(place)
            earliest_90k = place + 1
        return places

    def _last_duration(self, places: list[int], durations: list[int], next_pts_90k: int | None) -> int:
        if next_pts_90k is not None and (until := next_pts_90k - self._base_90k - places[-1]) > 0:
            return until
        return durations[-1] if durations else _USUAL_90K


def shift_90k(units: Sequence[AccessUnit]) -> int:
    """By how much the latest picture of a fragment would be shown too early."""
    times = [unit.pts_90k for unit in units]
    return max(decoded - shown for decoded, shown in zip(sorted(times), times, strict=True))


def _count(heard: SoundStretch | None) -> int:
    return len(heard.facts) if heard is not None else 0


def _fragment(
    sequence: int, start_90k: int, run: "_Run | None", samples: Sequence[bytes], heard: SoundStretch | None
) -> bytes:
    """`moof` and `mdat`; a track of pictures stands in each fragment, though it may be empty.

    Samples are copied once, into the fragment: they are most of what recording costs.
    """
    header = full_box(b"mfhd", 0, 0, struct.pack(">I", sequence))
    track = full_box(b"tfhd", 0, _BASE_IS_MOOF | 0x20, struct.pack(">II", TRACK, _NOT_SYNC))
    time = full_box(b"tfdt", 1, 0, struct.pack(">Q", start_90k))
    run_bytes = run.box_bytes if run is not None else 0
    length = HEADER_BYTES + len(header) + HEADER_BYTES + len(track) + len(time) + run_bytes
    length += heard.traf_bytes if heard is not None else 0
    media_offset, media_bytes = length + HEADER_BYTES, sum(map(len, samples))
    pictures = box(b"traf", track, time, run.box(media_offset) if run is not None else b"")
    if heard is None:
        moof = box(b"moof", header, pictures)
        return b"".join((moof, struct.pack(">I4s", HEADER_BYTES + media_bytes, b"mdat"), *samples))
    moof = box(b"moof", header, pictures, heard.traf(media_offset + media_bytes))
    mdat = struct.pack(">I4s", HEADER_BYTES + media_bytes + len(heard.media), b"mdat")
    return b"".join((moof, mdat, *samples, heard.media))


class _Run(NamedTuple):
    """The samples of pictures in a fragment: duration, size and offset of each, one behind another."""

    facts: list[int]
    first_flags: int

    @property
    def box_bytes(self) -> int:
        return HEADER_BYTES + 4 + 12 + 4 * len(self.facts)

    def box(self, media_offset: int) -> bytes:
        frames = len(self.facts) // 3
        return full_box(
            b"trun",
            1,
            0x000B05,  # data offset, flags of the first sample; duration, size, offset of each
            struct.pack(">IiI", frames, media_offset, self.first_flags),
            struct.pack(">" + "IIi" * frames, *self.facts),
        )


def _run(facts: list[int], *, key_frame: bool) -> _Run:
    return _Run(facts, _SYNC if key_frame else _NOT_SYNC)


def read_stretch(moof: bytes) -> Stretch:
    """What a `moof` that was made here says; ValueError if it was not."""
    inner = inside(moof, b"moof")
    tracks = [inner[found.content] for found in whole_boxes(inner) if found.kind == b"traf"]
    pictures, *heard = tracks or [b""]
    boxes = {found.kind: pictures[found.content] for found in whole_boxes(pictures)}
    try:
        (start_90k,) = struct.unpack_from(">4xQ", boxes[b"tfdt"])
        sounds = sum(struct.unpack_from(">4xI", inside(traf, b"trun"))[0] for traf in heard)
        if b"trun" not in boxes:
            return Stretch(0, False, start_90k, start_90k, sounds)
        frames, flags = struct.unpack_from(">4xI4xI", boxes[b"trun"])
        facts = struct.unpack_from(">" + "IIi" * frames, boxes[b"trun"], _TRUN_HEAD_BYTES - 4)
    except (KeyError, struct.error) as error:
        raise ValueError("a fragment that cannot be read") from error
    return Stretch(frames, flags == _SYNC, start_90k, start_90k + sum(facts[::3]), sounds)
