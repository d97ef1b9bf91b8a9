"""The sound of a segment: a track of its own beside the pictures (ISO/IEC 14496-12, 8.8), in its own samples.

Sounds follow one another without a seam, however the camera's clocks wander within TOLERANCE; beyond it the
track has a gap, and what would overlap is left out. Each fragment begins with its time, so that nothing that
is lost moves what comes after it.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from lokus_ingest.domain.recording.boxes import HEADER_BYTES, box, full_box
from lokus_ingest.domain.sound import Sound, SoundFormat
from lokus_ingest.domain.timeline import CLOCK_90K

SOUND_TRACK: Final = 2
TOLERANCE: Final = 20
"""As a part of a second: 50 ms."""
_SYNC: Final = 0x02000000
_FRAGMENT_FLAGS: Final = 0x020020  # times from the moof on; flags of all samples
_TRUN_FLAGS: Final = 0x000301  # data offset; duration and size of each
_TRAF_BYTES: Final = 4 * HEADER_BYTES + 12 + 12 + 12


class SoundStretch(NamedTuple):
    """What a fragment holds of the sound: where it begins, in samples, and (duration, size) of each."""

    start: int
    facts: tuple[tuple[int, int], ...]
    media: bytes

    @property
    def traf_bytes(self) -> int:
        """The length of its `traf`."""
        return _TRAF_BYTES + 8 * len(self.facts)

    def traf(self, media_offset: int) -> bytes:
        """Its `traf`; `media_offset`: where its media lie, from the beginning of the `moof` on."""
        return box(
            b"traf",
            full_box(b"tfhd", 0, _FRAGMENT_FLAGS, struct.pack(">II", SOUND_TRACK, _SYNC)),
            full_box(b"tfdt", 1, 0, struct.pack(">Q", self.start)),
            full_box(
                b"trun",
                0,
                _TRUN_FLAGS,
                struct.pack(">Ii", len(self.facts), media_offset),
                b"".join(struct.pack(">II", *each) for each in self.facts),
            ),
        )


class SoundTrack:
    """Of one segment, whose time 0 is `base_90k` of the run."""

    def __init__(self, sound: SoundFormat, base_90k: int) -> None:
        self._format = sound
        self._base_90k = base_90k
        self._tolerance = sound.rate_hz // TOLERANCE
        self._next: int | None = None

    def stretch(self, sounds: Sequence[Sound]) -> SoundStretch | None:
        """The next stretch; None if nothing of it belongs here."""
        placed = list(self._placed(sounds))
        if not placed:
            return None
        starts = [start for start, _, _ in placed]
        last_start, last_samples, _ = placed[-1]
        ends = [*starts[1:], last_start + last_samples]
        facts = tuple(
            (end - start, len(payload)) for end, (start, _, payload) in zip(ends, placed, strict=True)
        )
        return SoundStretch(starts[0], facts, b"".join(payload for _, _, payload in placed))

    def _placed(self, sounds: Sequence[Sound]) -> Iterator[tuple[int, int, bytes]]:
        for sound in sounds:
            samples = sound.format.samples(sound.payload) if sound.format == self._format else 0
            start = self._start(sound.pts_90k)
            if samples and start is not None:
                self._next = start + samples
                yield start, samples, sound.payload

    def _start(self, pts_90k: int) -> int | None:
        wanted = (pts_90k - self._base_90k) * self._format.rate_hz // CLOCK_90K
        if self._next is not None and abs(wanted - self._next) <= self._tolerance:
            return self._next
        return wanted if wanted >= (self._next or 0) else None
