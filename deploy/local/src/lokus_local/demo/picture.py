"""`python -m lokus_local.demo.picture RTSP_URL`: one JPEG of a virtual camera, on standard output.

A process of its own, so that `lokus up` loads no video library. The password comes in the environment.
"""

import os
import sys

import av
import cv2

from lokus_local.demo.city import CAMERA_USER

PASSWORD_VARIABLE = "LOKUS_VIRTUAL_CAMERA_PASSWORD"  # noqa: S105 (the name of a variable)
_OPEN_SECONDS = 5.0
_OPTIONS = {
    "rtsp_transport": "tcp",
    "probesize": "32",  # start at once: a virtual camera says beforehand all that FFmpeg would look for
    "analyzeduration": "1",
    "fpsprobesize": "0",
}


def take(url: str, password: str) -> bytes:
    """Decode the first picture that comes, and encode it as JPEG."""
    opening = url.replace("rtsp://", f"rtsp://{CAMERA_USER}:{password}@", 1)
    with av.open(opening, options=_OPTIONS, timeout=_OPEN_SECONDS) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="bgr24")
    _, jpeg = cv2.imencode(".jpg", picture)
    return jpeg.tobytes()


if __name__ == "__main__":
    sys.stdout.buffer.write(take(sys.argv[1], os.environ[PASSWORD_VARIABLE]))
