"""From what FFmpeg took apart to access units in Annex B: the video that we can read, and its times.

FLV and MP4 keep H.264 and H.265 with lengths instead of start codes, and parameter sets apart; a filter of
FFmpeg's turns that into what RTSP and MPEG-TS send. Nothing is decoded.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, cast

from av.bitstream import BitStreamFilterContext
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from lokus_ingest.adapters.pyav_sound import SoundQueue
from lokus_ingest.domain.failure import SourceFailure
from lokus_proto.media import Codec
from lokus_proto.v1.stream_state import ReasonKind

_CLOCK_HZ: Final = 90_000
_CODECS: Final = {"h264": Codec.H264, "hevc": Codec.H265}
_TO_ANNEX_B: Final = {Codec.H264: "h264_mp4toannexb", Codec.H265: "hevc_mp4toannexb"}
_CONFIGURATION_RECORD: Final = b"\x01"
"""How the parameter sets of FLV and MP4 begin (ISO/IEC 14496-15); those of Annex B begin with zeros."""


class Demuxing:
    """The video of one container. SourceFailure if it has none that can be carried."""

    def __init__(self, container: InputContainer, sounds: SoundQueue | None) -> None:
        self._container = container
        self._sounds = sounds
        self._audio = sounds.choose(container) if sounds is not None else ()
        self._stream, self.codec = _video(container)
        extra = self._stream.codec_context.extradata or b""
        apart = extra.startswith(_CONFIGURATION_RECORD)
        self._filter = BitStreamFilterContext(_TO_ANNEX_B[self.codec], self._stream) if apart else None
        self.parameter_sets = b"" if apart else extra
        """Annex B; empty where the filter puts them before each key frame."""

    def packets(self) -> "Iterator[Packet[VideoStream]]":
        """The pictures in order, sound apart; one without bytes says no more than that something came."""
        for packet in self._container.demux(self._stream, *self._audio):
            if self._sounds is not None and packet.stream is not self._stream:
                self._sounds.put(packet)
            elif self._filter is None or not packet.size:
                yield cast("Packet[VideoStream]", packet)
            else:
                yield from self._filter.filter(packet)


def pts_90k(packet: "Packet[VideoStream]") -> int | None:
    """When it is to be shown, in 1/90000 s."""
    return _in_90k(packet.pts, packet.time_base)


def dts_90k(packet: "Packet[VideoStream]") -> int | None:
    """When it is to be decoded, in 1/90000 s, which never falls within a stream."""
    return _in_90k(packet.dts, packet.time_base)


def _in_90k(ticks: int | None, time_base: Fraction | None) -> int | None:
    return None if ticks is None or time_base is None else round(ticks * time_base * _CLOCK_HZ)


def _video(container: InputContainer) -> tuple[VideoStream, Codec]:
    if not container.streams.video:
        raise SourceFailure(
            ReasonKind.NO_VIDEO, "the camera offers no video at this path: choose a stream with video"
        )
    stream = container.streams.video[0]
    codec = _CODECS.get(stream.codec.name)
    if codec is None:
        raise SourceFailure(
            ReasonKind.CODEC,
            f"the camera sends {stream.codec.name}: set its video encoding to H.264 or H.265",
        )
    return stream, codec
