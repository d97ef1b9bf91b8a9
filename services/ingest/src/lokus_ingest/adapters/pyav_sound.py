"""The sound of a session that FFmpeg reads: what it is, and its time beside the pictures.

Crosses from the session's thread to the event loop as the pictures do, through a bounded queue: what does not
fit is dropped.
"""

import asyncio
from collections import deque
from typing import Final

from av import Packet
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Stream

from lokus_ingest.application.ports import Hear
from lokus_ingest.domain.lip_sync import LipSync
from lokus_ingest.domain.rtsp.sound_offer import aac_format
from lokus_ingest.domain.sound import OPUS_HZ, Sound, SoundFormat
from lokus_proto.v1.recording import SoundCodec

QUEUE_SOUNDS: Final = 512
_CLOCK_90K: Final = 90_000
_G711: Final = {"pcm_alaw": SoundCodec.PCMA, "pcm_mulaw": SoundCodec.PCMU}


def sound_of(stream: AudioStream) -> SoundFormat | None:
    """What a decoder of it is set up with; None if it is not read here."""
    context = stream.codec_context
    rate_hz, channels = context.sample_rate, context.channels
    if stream.codec.name == "opus":
        return SoundFormat(SoundCodec.OPUS, OPUS_HZ, 2)
    if stream.codec.name == "aac" and context.extradata:
        try:
            return aac_format(context.extradata, channels)
        except ValueError:
            return None
    codec = _G711.get(stream.codec.name)
    return SoundFormat(codec, rate_hz, channels) if codec is not None and rate_hz > 0 < channels else None


class SoundQueue:
    """`choose` and `put` are called by the session's thread, all else by the event loop."""

    def __init__(self, hear: Hear) -> None:
        self._hear = hear
        self._sync = LipSync()
        self._sounds: deque[Sound] = deque()
        self._format: SoundFormat | None = None
        self._picture_90k: int | None = None
        self._came_seconds = 0.0

    def choose(self, container: InputContainer) -> tuple[AudioStream, ...]:
        """The first sound that is read here, if there is one."""
        for stream in container.streams.audio:
            self._format = sound_of(stream)
            if self._format is not None:
                return (stream,)
        return ()

    def put(self, packet: "Packet[Stream]") -> None:
        """Take a packet of it."""
        if self._format is None or packet.pts is None or not packet.size:
            return
        if len(self._sounds) < QUEUE_SOUNDS:
            pts_90k = round(packet.pts * packet.time_base * _CLOCK_90K)
            self._sounds.append(Sound(bytes(packet), pts_90k, self._format))

    def saw(self, pts_90k: int | None) -> None:
        """A picture of this time came."""
        if pts_90k is not None:
            self._picture_90k, self._came_seconds = pts_90k, asyncio.get_running_loop().time()

    def empty(self) -> None:
        """Hand on what is there; FFmpeg says that its time is that of the pictures, which is looked at."""
        while self._sounds:
            sound = self._sounds.popleft()
            if self._picture_90k is not None:
                since_seconds = asyncio.get_running_loop().time() - self._came_seconds
                picture_90k = self._picture_90k + round(since_seconds * _CLOCK_90K)
                pts_90k = self._sync.place(sound.pts_90k, picture_90k, 0)
                self._hear(sound._replace(pts_90k=pts_90k))
