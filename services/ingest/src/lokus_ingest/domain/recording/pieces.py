"""Cuts what a live stream hands over into pieces: each becomes one fragment.

A piece begins with a key frame or, in a long GOP, after MAX_PIECE_90K; so much of a picture is lost at
most when the process is killed. A piece is also what is dropped, kept back for an event, or written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lokus_ingest.domain.recording.samples import parameter_sets
from lokus_ingest.domain.recording.segment import SegmentHead
from lokus_ingest.domain.resolution import Resolution
from lokus_ingest.domain.sound import Sound, SoundFormat
from lokus_ingest.domain.stream_key import StreamKey
from lokus_ingest.domain.timeline import CLOCK_90K
from lokus_proto.media import AccessUnit
from lokus_proto.v1.recording import RecordingPurpose

MAX_PIECE_90K: Final = 2 * CLOCK_90K
MAX_SOUND_BYTES: Final = 512 * 1024
"""Of one piece: more than two seconds of any sound that cameras have."""
MAX_AHEAD_90K: Final = 5 * CLOCK_90K
HEARD_90K: Final = 10 * CLOCK_90K
"""For so long after the last sound a segment that begins has a track for it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`head` and `sets`: with what a segment would begin here; only a piece with a key frame has them.

    `sounds` came with it, and may lie before its first picture; `sound`: what a segment has a track for.
    """

    units: tuple[AccessUnit, ...]
    next_pts_90k: int | None
    head: SegmentHead | None
    sets: tuple[bytes, ...]
    sounds: tuple[Sound, ...] = ()
    sound: SoundFormat | None = None

    @property
    def size_bytes(self) -> int:
        """Of its payloads."""
        pictures = sum(len(unit.payload) for unit in self.units)
        return pictures + sum(len(sound.payload) for sound in self.sounds) if self.sounds else pictures

    @property
    def sounds_before_pictures(self) -> tuple[Sound, ...]:
        """Those that belong to what came before."""
        first_90k = min(unit.pts_90k for unit in self.units)
        return tuple(sound for sound in self.sounds if sound.pts_90k < first_90k)


class Pieces:
    """`take` gives the piece that the picture ends, if it ends one; `purpose` is asked when a GOP begins."""

    def __init__(self, key: StreamKey, purpose: Callable[[], RecordingPurpose]) -> None:
        self._key = key
        self._purpose = purpose
        self._units: list[AccessUnit] = []
        self._head: SegmentHead | None = None
        self._sets: tuple[bytes, ...] = ()
        self._sounds: list[Sound] = []
        self._sound_bytes = 0
        self._heard: Sound | None = None

    def take(self, unit: AccessUnit, size: Resolution | None) -> Piece | None:
        """The next picture; what is no use (before the first key frame, of unknown size) is passed over."""
        if not (unit.key_frame or self._units):
            return None
        if not unit.key_frame and unit.pts_90k - self._units[0].pts_90k < MAX_PIECE_90K:
            self._units.append(unit)
            return None
        same_run = bool(self._units) and self._units[-1].run == unit.run
        piece = self.end(unit.pts_90k if same_run else None)
        if unit.key_frame:
            self._head = self._begin(unit, size) if size is not None else None
        if not unit.key_frame or self._head is not None:
            self._units.append(unit)
        return piece

    def end(self, next_pts_90k: int | None = None) -> Piece | None:
        """What there is of a piece; nothing follows it if no time is given."""
        if not self._units:
            return None
        sets = self._sets if self._head is not None else ()
        sounds, sound = self._end_sound(next_pts_90k) if self._heard is not None else ((), None)
        piece = Piece(tuple(self._units), next_pts_90k, self._head, sets, sounds, sound)
        self._units, self._head = [], None
        return piece

    def hear(self, sound: Sound) -> bool:
        """Sound of the run that is on; False if it is too much, or belongs to no picture."""
        if not self._units or self._sound_bytes + len(sound.payload) > MAX_SOUND_BYTES:
            return False
        self._heard = sound
        self._sounds.append(sound)
        self._sound_bytes += len(sound.payload)
        return True

    def _end_sound(self, next_pts_90k: int | None) -> tuple[tuple[Sound, ...], SoundFormat | None]:
        """The sound of the piece, and of a track for it; what is ahead of its pictures stays for the next."""
        assert self._heard is not None  # noqa: S101 (looked at before)
        recent = self._units[0].pts_90k - self._heard.pts_90k < HEARD_90K
        known = self._heard.format if recent else None
        found, ahead = self._sounds, list[Sound]()
        if next_pts_90k is None:
            self._heard = None
        else:
            most_90k = next_pts_90k + MAX_AHEAD_90K
            found = [sound for sound in self._sounds if sound.pts_90k < next_pts_90k]
            ahead = [sound for sound in self._sounds if next_pts_90k <= sound.pts_90k < most_90k]
        self._sounds, self._sound_bytes = ahead, sum(len(sound.payload) for sound in ahead)
        return tuple(found), known

    def _begin(self, unit: AccessUnit, size: Resolution) -> SegmentHead:
        self._sets = parameter_sets(unit.codec, unit.payload)
        return SegmentHead(
            tenant=self._key.tenant,
            camera=self._key.camera,
            stream=self._key.stream,
            run=unit.run,
            epoch=unit.epoch,
            start=unit.captured_at,
            first_pts_90k=unit.pts_90k,
            codec=unit.codec,
            width=size.width,
            height=size.height,
            purpose=self._purpose(),
        )
