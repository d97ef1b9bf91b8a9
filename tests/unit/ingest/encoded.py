"""Access units as a real encoder makes them, for tests of what is written of them."""

from datetime import timedelta
from fractions import Fraction
from functools import cache

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext

from lokus_proto.media import AccessUnit, Codec
from unit.ingest.samples import NOON

FPS = 25
FRAME_90K = 90_000 // FPS
WIDTH, HEIGHT = 160, 96


@cache
def encoded(
    codec: Codec, *, frames: int = 60, gop: int = 20, reordered: bool = False
) -> tuple[AccessUnit, ...]:
    """In the order of decoding, in Annex B, each key frame with its parameter sets."""
    b_frames = 2 if reordered else 0
    name, options = _encoder(codec, b_frames)
    context = av.CodecContext.create(name, "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height, context.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    context.time_base, context.framerate, context.gop_size = Fraction(1, FPS), Fraction(FPS), gop
    context.options = {"preset": "ultrafast", "bf": str(b_frames), **options}
    packets = [packet for number in range(frames) for packet in context.encode(_frame(number))]
    packets += context.encode(None)
    units: list[AccessUnit] = []
    for seq, packet in enumerate(packets):
        assert packet.pts is not None
        pts_90k = packet.pts * FRAME_90K
        at = NOON + timedelta(seconds=seq / FPS)
        units.append(AccessUnit(codec, pts_90k, packet.is_keyframe, 7, seq, at, bytes(packet)))
    return tuple(units)


def _frame(number: int) -> av.VideoFrame:
    picture = np.full((HEIGHT * 3 // 2, WIDTH), 16 + number * 3 % 200, np.uint8)
    frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
    frame.pts = number
    return frame


def _encoder(codec: Codec, b_frames: int) -> tuple[str, dict[str, str]]:
    if codec is Codec.H264:
        return "libx264", {"x264-params": "scenecut=0:repeat-headers=1"}
    return "libx265", {
        "x265-params": f"repeat-headers=1:bframes={b_frames}:open-gop=0:log-level=none:pools=1"
    }
