"""Where a sound belongs in the time of the pictures, though the two are counted by clocks of their own.

Sender reports say how both clocks stand to the camera's (RFC 3550, 6.4.1); as long as there are none, or if
they contradict what is seen, a sound belongs to the picture that comes with it. That is averaged, and
followed only beyond MOST_OFF_90K, so that neither jitter nor a burst at the start makes gaps. Nothing here
moves a picture.
"""

from typing import Final

MOST_APART_90K: Final = 2 * 90_000
"""More than that no camera sends its sound before or behind its pictures."""
MOST_OFF_90K: Final = 27_000
_GAIN: Final = 32


class LipSync:
    """Of one session. All times in 1/90000 s."""

    def __init__(self) -> None:
        self._arrival_90k: int | None = None
        self._offset_90k: int | None = None

    def place(self, own_90k: int, picture_90k: int, told_90k: int | None) -> int:
        """A sound's time among the pictures.

        `own_90k`: on its own clock; `picture_90k`: what a picture that came now would have; `told_90k`: by
        how much the pictures' clock is ahead of the sound's, None if the camera never said so.
        """
        seen = picture_90k - own_90k
        if self._arrival_90k is None or abs(seen - self._arrival_90k) > MOST_APART_90K:
            self._arrival_90k = seen
        else:
            self._arrival_90k += (seen - self._arrival_90k) // _GAIN
        arrival = self._arrival_90k
        if told_90k is not None and abs(told_90k - arrival) <= MOST_APART_90K:
            self._offset_90k = told_90k
        elif self._offset_90k is None or abs(arrival - self._offset_90k) > MOST_OFF_90K:
            self._offset_90k = arrival
        return own_90k + self._offset_90k
