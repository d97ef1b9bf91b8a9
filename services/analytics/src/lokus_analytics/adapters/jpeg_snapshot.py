"""A decoded frame as a JPEG file, at most 1280 pixels wide."""

from typing import Final

import cv2
from av.video.frame import VideoFrame

from lokus_analytics.application.ports import Jpeg

MAX_WIDTH: Final = 1280
_QUALITY: Final = 80


def encode(frame: VideoFrame) -> Jpeg:
    """Scale down if need be, and compress."""
    width = min(frame.width, MAX_WIDTH)
    height = max(1, round(frame.height * width / frame.width))
    # One thread: FFmpeg's scaler garbles rows of some layouts when it cuts the picture for several.
    picture = frame.reformat(width, height, format="bgr24", threads=1).to_ndarray()
    done, content = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        raise RuntimeError(f"a picture of {width}x{height} could not be compressed")
    return Jpeg(content.tobytes(), width, height)
