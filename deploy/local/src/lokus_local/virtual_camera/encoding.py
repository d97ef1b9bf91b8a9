"""Encoding for live viewing: no B-frames, no look-ahead, each picture out as soon as it is in.

H.264 is Constrained Baseline, which every browser plays. One `Encoder` belongs to one thread.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from lokus_local.virtual_camera.bitstream import Codec, parameter_sets, split_annex_b
from lokus_local.virtual_camera.i420 import Picture

DEFAULT_GOP_SECONDS = 2.0
_BITS_PER_PIXEL = 0.1
_SMPTE_170M = 6  # the matrix of I420 pictures made by OpenCV (ITU-T H.273 table 4)
_VIDEO_RANGE = 1
_NEVER = 1 << 30


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """What to encode. Sides are even pixels; `bitrate` is in bits per second."""

    codec: Codec
    width: int
    height: int
    frames_per_second: Fraction
    gop_seconds: float
    bitrate: int

    @property
    def gop_frames(self) -> int:
        """How many pictures from one key frame to the next."""
        return max(1, round(self.gop_seconds * self.frames_per_second))


def fitting_bitrate(width: int, height: int, frames_per_second: Fraction) -> int:
    """Return a bitrate in bits per second that suits a calm picture of this size and rate."""
    return round(width * height * frames_per_second * _BITS_PER_PIXEL)


class Encoder:
    """Turns I420 pictures into NAL units; a key frame comes every `gop_frames` pictures."""

    def __init__(self, picture_format: PictureFormat) -> None:
        self._format = picture_format
        self._context = _open_context(picture_format)
        self._encoded = 0

    def encode(self, picture: Picture) -> tuple[tuple[bytes, ...], bool]:
        """Return the NAL units of one picture (height * 3 / 2, width), and whether it is a key frame."""
        key_frame = self._encoded % self._format.gop_frames == 0
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = self._encoded
        frame.pict_type = PictureType.I if key_frame else PictureType.NONE
        self._encoded += 1
        encoded = b"".join(bytes(packet) for packet in self._context.encode(frame))
        if not encoded:
            raise RuntimeError("the encoder held a picture back, though it was told not to")
        return split_annex_b(encoded, self._format.codec), key_frame


def probe_parameter_sets(picture_format: PictureFormat, picture: Picture) -> tuple[bytes, ...]:
    """Learn the parameter sets that an `Encoder` of this format will send, before the first reader."""
    nals, _ = Encoder(picture_format).encode(picture)
    return parameter_sets(nals, picture_format.codec)


def _open_context(wanted: PictureFormat) -> VideoCodecContext:
    name = "libx264" if wanted.codec is Codec.H264 else "libx265"
    context = cast("VideoCodecContext", av.CodecContext.create(name, "w"))
    context.width, context.height = wanted.width, wanted.height
    context.pix_fmt = "yuv420p"
    context.framerate = wanted.frames_per_second
    context.time_base = 1 / wanted.frames_per_second
    context.bit_rate = wanted.bitrate
    context.gop_size = _NEVER  # key frames come when we ask
    context.thread_count = 1
    context.colorspace, context.color_range = _SMPTE_170M, _VIDEO_RANGE
    context.options = _h264_options(wanted) if wanted.codec is Codec.H264 else _h265_options(wanted)
    context.open()
    return context


def _h264_options(wanted: PictureFormat) -> dict[str, str]:
    return {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "profile": "baseline",
        "forced-idr": "1",
        "sc_threshold": "0",
        "maxrate": str(wanted.bitrate),
        "bufsize": str(wanted.bitrate),
    }


def _h265_options(wanted: PictureFormat) -> dict[str, str]:
    kilobits = max(1, wanted.bitrate // 1000)
    return {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "forced-idr": "1",
        "x265-params": (
            "bframes=0:scenecut=0:repeat-headers=1:frame-threads=1:pools=none:log-level=error:"
            f"vbv-maxrate={kilobits}:vbv-bufsize={kilobits}"
        ),
    }
