"""Gives each replayed picture the time at which it was recorded, by the marks of its packets.

Some cameras mark only the first packets of some pictures: what has no mark is placed by its RTP time beside
the last one that has. A picture that cannot be placed has no time, and a recording without is no evidence.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.rtp.replay_mark import ReplayMark, read_mark
from lokus_ingest.domain.timeline import CLOCK_90K

FARTHEST_90K: Final = 10 * CLOCK_90K
"""From a mark; beyond that RTP time may have left out a gap."""
_MICROSECONDS: Final = 1_000_000


class Replayed(NamedTuple):
    """A picture from a card. `at`: by the camera's clock; `after_gap`: the card has nothing right before."""

    picture: Picture
    at: datetime
    after_gap: bool
    last: bool


class ReplayClock:
    """`note` is called with each packet's extension, before the picture that it belongs to is placed."""

    def __init__(self) -> None:
        self._mark: ReplayMark | None = None
        self._mark_90k = 0
        self._gap_behind = False

    def note(self, extension: bytes, pts_90k: int) -> None:
        """A packet of the picture at this RTP time has this header extension."""
        mark = read_mark(extension)
        if mark is None:
            return
        same = self._mark is not None and self._mark_90k == pts_90k
        self._mark = self._mark.joined(mark) if same and self._mark is not None else mark
        self._mark_90k = pts_90k

    def place(self, picture: Picture) -> Replayed | None:
        """The picture with its time; None if nobody can tell that."""
        mark = self._mark
        if mark is None or picture.pts_90k is None:
            return None
        apart_90k = picture.pts_90k - self._mark_90k
        if abs(apart_90k) > FARTHEST_90K:
            return None
        own = apart_90k == 0
        after_gap = self._gap_behind or (own and mark.after_gap)
        self._gap_behind = own and mark.before_gap
        at = mark.at + timedelta(microseconds=apart_90k * _MICROSECONDS // CLOCK_90K)
        return Replayed(picture, at, after_gap, own and mark.last)
