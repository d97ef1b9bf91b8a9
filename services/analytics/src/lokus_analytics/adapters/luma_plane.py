"""The brightness of a decoded frame, scaled down without a colour conversion.

The first plane of a planar YUV frame is its brightness already; the array over it copies nothing.
Other layouts (10 bit, RGB) are converted to grey first.
"""

from typing import Final

import cv2
import numpy as np
from av.video.frame import VideoFrame

from lokus_analytics.application.ports import Luma

WIDTH: Final = 160
"""Width for analysis, in pixels: averaging over 8x8 pixels of 720p takes the noise out as well."""

_PLANAR_8_BIT: Final = frozenset(
    {"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "nv12", "gray"}
)


def scaled(frame: VideoFrame) -> Luma:
    """The luma of a frame, `WIDTH` wide and of the same shape."""
    if frame.format.name not in _PLANAR_8_BIT:
        frame = frame.reformat(format="gray", threads=1)
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    height = max(1, round(WIDTH * frame.height / frame.width))
    small = cv2.resize(rows[:, : frame.width], (WIDTH, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
