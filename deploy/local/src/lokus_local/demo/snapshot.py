"""One picture of a virtual camera, as somebody takes it who reviews what the camera shows."""

import asyncio
from collections.abc import Awaitable, Callable

import av
import cv2
from av.error import FFmpegError

from lokus_local.demo.caller import DemoRefusedError
from lokus_local.demo.city import CAMERA_USER

_OPEN_SECONDS = 5.0

TakeSnapshot = Callable[[str], Awaitable[bytes]]
"""Take a JPEG of the camera at that URL."""


def snapshots_with(password: str) -> TakeSnapshot:
    """Return what takes pictures of the virtual cameras, which ask for that password."""

    async def take(url: str) -> bytes:
        opening = url.replace("rtsp://", f"rtsp://{CAMERA_USER}:{password}@", 1)
        try:
            return await asyncio.to_thread(_take, opening)
        except (FFmpegError, StopIteration) as error:
            raise DemoRefusedError(f"no picture from {url}: {type(error).__name__}") from error

    return take


def _take(url: str) -> bytes:
    """Decode the first picture that comes, and encode it as JPEG; in a thread of its own."""
    with av.open(url, options={"rtsp_transport": "tcp"}, timeout=_OPEN_SECONDS) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="bgr24")
    _, jpeg = cv2.imencode(".jpg", picture)
    return jpeg.tobytes()
