"""Pictures out of access units, with PyAV (FFmpeg's own decoders).

A decoder lives on the worker thread that its camera's analysis runs on. It begins at a key frame,
begins anew with every run and codec, and after a unit that cannot be decoded waits for the next key
frame. One thread each: the cameras themselves are what runs in parallel.
"""

from dataclasses import dataclass
from typing import Final

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from lokus_analytics.adapters import jpeg_snapshot, luma_plane
from lokus_analytics.application.ports import Jpeg, Luma
from lokus_proto.media import AccessUnit, Codec

_CODECS: Final = {Codec.H264: "h264", Codec.H265: "hevc"}
_MAX_PIXELS: Final = 4096 * 4096
"""A broken parameter set may claim any size; FFmpeg refuses beyond this."""


@dataclass(frozen=True, slots=True)
class DecodedPicture:
    """A frame and the access unit that it came in."""

    unit: AccessUnit
    frame: VideoFrame

    def luma(self) -> Luma:
        """Its brightness, scaled down for analysis."""
        return luma_plane.scaled(self.frame)

    def jpeg(self) -> Jpeg:
        """The whole picture as a snapshot."""
        return jpeg_snapshot.encode(self.frame)


class PyavDecoder:
    """The decoder of one stream."""

    def __init__(self) -> None:
        self._context: VideoCodecContext | None = None
        self._key: tuple[int, Codec] | None = None

    def decode(self, unit: AccessUnit) -> list[DecodedPicture]:
        """The pictures that `unit` completes; ValueError if it cannot be decoded."""
        context = self._context_for(unit)
        if context is None:
            raise ValueError("no key frame came before it")
        packet = av.Packet(unit.payload)
        packet.pts, packet.opaque = unit.pts_90k, unit
        try:
            frames = context.decode(packet)
        except av.FFmpegError as error:
            self.close()
            raise ValueError(str(error)) from error
        return [
            DecodedPicture(frame.opaque, frame)
            for frame in frames
            if isinstance(frame.opaque, AccessUnit) and not frame.is_corrupt
        ]

    def close(self) -> None:
        """Free the codec context; decoding again begins at a key frame."""
        self._context = self._key = None

    def _context_for(self, unit: AccessUnit) -> VideoCodecContext | None:
        key = (unit.run, unit.codec)
        if key != self._key:
            self.close()
        if self._context is None and unit.key_frame:
            self._context, self._key = _open(unit.codec), key
        return self._context


def _open(codec: Codec) -> VideoCodecContext:
    context = av.CodecContext.create(_CODECS[codec], "r")
    assert isinstance(context, VideoCodecContext)  # noqa: S101 (both codecs are video)
    context.thread_count = 1
    context.copy_opaque = True
    context.options = {"max_pixels": str(_MAX_PIXELS)}
    return context
