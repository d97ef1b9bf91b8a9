"""Late footage: what was recorded elsewhere while the line was away, and is brought in afterwards.

Its pictures have a time of day of their own, to which all of its segments belong. What it becomes depends on
nothing but the footage: brought in again, it becomes the same segments of the same names and bytes.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from lokus_ingest.domain.assembler import Assembler
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.resolution import Resolution
from lokus_ingest.domain.timeline import CLOCK_90K
from lokus_proto.media import AccessUnit, Codec

FIRST_LATE_RUN: Final = 2**52
"""Late runs are numbered from here to what a double holds exactly; live ones, by milliseconds, far below."""
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class LatePicture(NamedTuple):
    """One coded picture in Annex B, in the order of decoding.

    `at`: when it was taken (shown, where pictures are out of order), any clock offset already in it.
    """

    payload: bytes
    at: datetime
    after_loss: bool = False


@dataclass(frozen=True, slots=True)
class LateResult:
    """What became of late footage: from the first stored picture to the end of the last segment.

    `left_out`: pictures that were not stored: too old, or without a key frame before them; `lacking`: what of
    it could not be had, and why.
    """

    segments: int = 0
    frames: int = 0
    size_bytes: int = 0
    start: datetime | None = None
    end: datetime | None = None
    left_out: int = 0
    lacking: str | None = None

    def joined(self, other: "LateResult") -> "LateResult":
        """Of both, which are parts of one range."""
        starts = [each for each in (self.start, other.start) if each is not None]
        ends = [each for each in (self.end, other.end) if each is not None]
        return LateResult(
            self.segments + other.segments,
            self.frames + other.frames,
            self.size_bytes + other.size_bytes,
            min(starts, default=None),
            max(ends, default=None),
            self.left_out + other.left_out,
            other.lacking or self.lacking,
        )


def late_run(footage: str, begins: datetime) -> int:
    """The number of the run of some footage that begins then; no two that matter have the same."""
    said = f"{footage} {begins.astimezone(UTC).isoformat()}".encode()
    return FIRST_LATE_RUN | int.from_bytes(hashlib.sha256(said).digest()[:7]) >> 4


class LateUnits:
    """Pictures in, access units of late runs out.

    A run begins at a key frame, as with a live camera: at the first, behind a gap of more than 10 s or a step
    back of the time, and with another resolution.
    """

    def __init__(self, footage: str, codec: Codec, described: bytes) -> None:
        self._footage = footage
        self._assembler = Assembler(codec, described, last_run=0)
        self._runs: Mapping[int, int] = {}

    @property
    def resolution(self) -> Resolution | None:
        """The shown size, once known."""
        return self._assembler.resolution

    def take(self, picture: LatePicture) -> AccessUnit | None:
        """The next picture; None for one that cannot be stored."""
        pts_90k = _in_90k(picture.at)
        unit = self._assembler.take(Picture(picture.payload, pts_90k, picture.after_loss), picture.at)
        if unit is None:
            return None
        if unit.run not in self._runs:
            self._runs = {unit.run: late_run(self._footage, picture.at)}
        return unit._replace(run=self._runs[unit.run])


def _in_90k(at: datetime) -> int:
    """Exact where it was a whole number of ticks: a tick is eleven microseconds."""
    return round((at - _BEGINNING) // _MICROSECOND * CLOCK_90K / 1_000_000)
