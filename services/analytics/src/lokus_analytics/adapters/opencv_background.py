"""Background subtraction with OpenCV: a running average, and how much each pixel flickers.

A pixel is foreground when it differs from the average by more than a fixed step plus a multiple of
its flicker, the running average of its change from picture to picture. So a burnt-in clock or a
blinking lamp makes itself deaf within seconds, while a slow drift of light does not. When nearly all
of the picture differs, the light changed: then the average follows fast and no flicker is learnt.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from lokus_analytics.application.ports import Luma
from lokus_analytics.domain.moving import EVERYWHERE, Cells, Grid

_STEP_LUMA: Final = 12
_CHANGE_LUMA: Final = 8
_FLICKER_WEIGHT: Final = 4.0
_LEARN: Final = 0.02
_LEARN_LIGHT: Final = 0.3
CELL_PIXELS: Final = 4


class OpencvBackground:
    """What one camera sees when nothing moves; lives on the worker thread of its camera."""

    def __init__(self) -> None:
        self._seen = 0
        self._before: Luma = np.empty((0, 0), np.uint8)
        self._average: npt.NDArray[np.float32] = np.empty((0, 0), np.float32)
        self._flicker = self._average

    def compare(self, luma: Luma) -> Cells:
        """How a picture differs from the background, and learn from it; a new size begins anew."""
        if luma.shape != self._before.shape:
            self._begin(luma)
        change = cv2.absdiff(luma, self._before)
        distance = cv2.absdiff(luma, cv2.convertScaleAbs(self._average))
        bar = cv2.convertScaleAbs(self._flicker, alpha=_FLICKER_WEIGHT, beta=_STEP_LUMA)
        foreground = cv2.compare(distance, bar, cv2.CMP_GT)
        _, changing = cv2.threshold(change, _CHANGE_LUMA, 255, cv2.THRESH_BINARY)
        changed = cv2.bitwise_and(foreground, changing)
        self._learn(luma, change, everywhere=cv2.countNonZero(foreground) > EVERYWHERE * foreground.size)
        return Cells(_cells(foreground), _cells(changed))

    def _begin(self, luma: Luma) -> None:
        self._seen = 0
        self._before = luma
        self._average = luma.astype(np.float32)
        self._flicker = np.zeros_like(self._average)

    def _learn(self, luma: Luma, change: cv2.typing.MatLike, *, everywhere: bool) -> None:
        self._seen += 1
        # The first pictures weigh more, or the average would keep the very first for long.
        rate = max(_LEARN, 1 / self._seen)
        cv2.accumulateWeighted(luma, self._average, max(rate, _LEARN_LIGHT) if everywhere else rate)
        if not everywhere:
            cv2.accumulateWeighted(change, self._flicker, rate)
        self._before = luma


def _cells(mask: cv2.typing.MatLike) -> Grid:
    """The part of each cell that is set."""
    rows, columns = (max(1, side // CELL_PIXELS) for side in mask.shape)
    parts = cv2.resize(mask, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(parts, np.float32) / np.float32(255)
