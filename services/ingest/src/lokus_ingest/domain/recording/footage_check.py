"""Looks footage through before any of it is stored, so that what is refused leaves nothing behind.

It must have a key frame from which a decoder can start, and times that go forward: pictures a little out of
order (B-frames) are fine; a jump is not, for nobody could say when what follows was taken.
"""

from dataclasses import dataclass
from typing import Final

from lokus_ingest.domain.nal import read_head
from lokus_ingest.domain.parameter_sets import ParameterSets
from lokus_ingest.domain.recording.refusal import FootageRefused, place
from lokus_ingest.domain.timeline import CLOCK_90K, MAX_BACK_90K, MAX_FORWARD_90K
from lokus_proto.media import Codec
from lokus_proto.v1.late_footage import LateRefusal

MAX_SECONDS: Final = 24 * 3600
MAX_PICTURES_PER_SECOND: Final = 240
_ALLOWANCE_PICTURES: Final = 1000


@dataclass(frozen=True, slots=True)
class Checked:
    """Footage that can be stored: how many pictures, and how long from the first to the last."""

    pictures: int
    length_90k: int


class FootageCheck:
    """Takes all pictures, then `end`; FootageRefused as soon as something is wrong."""

    def __init__(self, codec: Codec, described: bytes) -> None:
        self._codec = codec
        self._sets = ParameterSets(codec, described)
        self._first_90k: int | None = None
        self._highest_90k = 0
        self._pictures = 0
        self._startable = False

    def take(self, payload: bytes, pts_90k: int) -> None:
        """The next picture, in the order of decoding."""
        self._pictures += 1
        if self._first_90k is None:
            self._first_90k = self._highest_90k = pts_90k
        self._hold_to_times(pts_90k)
        self._highest_90k = max(self._highest_90k, pts_90k)
        if not self._startable:
            self._look_for_start(payload)

    def end(self) -> Checked:
        """There are no more."""
        if self._first_90k is None:
            raise FootageRefused(LateRefusal.EMPTY, "there is no picture in the file")
        if not self._startable:
            raise FootageRefused(
                LateRefusal.NO_KEY_FRAME,
                f"none of the {self._pictures:,} pictures is a key frame (IDR) with readable parameter sets: "
                "cut the footage so that it begins with one",
            )
        return Checked(self._pictures, self._highest_90k - self._first_90k)

    def _hold_to_times(self, pts_90k: int) -> None:
        assert self._first_90k is not None  # noqa: S101 (the first picture has set it)
        here = place((self._highest_90k - self._first_90k) / CLOCK_90K, self._pictures)
        jump_90k = pts_90k - self._highest_90k
        if not -MAX_BACK_90K <= jump_90k <= MAX_FORWARD_90K:
            raise FootageRefused(
                LateRefusal.TIME_JUMP,
                f"{here} the time jumps by {jump_90k / CLOCK_90K:+,.1f} s: cut the footage there and send "
                "each part with its own start",
            )
        length_seconds = (pts_90k - self._first_90k) / CLOCK_90K
        if length_seconds > MAX_SECONDS:
            raise FootageRefused(
                LateRefusal.TOO_LONG, f"it is longer than {MAX_SECONDS // 3600} hours: send it in parts"
            )
        if self._pictures > _ALLOWANCE_PICTURES + max(0.0, length_seconds) * MAX_PICTURES_PER_SECOND:
            raise FootageRefused(
                LateRefusal.TIME_JUMP,
                f"{here} there are over {MAX_PICTURES_PER_SECOND} pictures a second: no camera's times",
            )

    def _look_for_start(self, payload: bytes) -> None:
        head = read_head(self._codec, payload)
        self._sets.learn(head)
        self._startable = head.key_frame and self._sets.complete and self._sets.resolution is not None
