"""All that comes over one RTSP connection: messages, pictures, sender reports (RFC 2326, section 10.12).

Owned by the event loop. Nothing that a camera sends is an error but what only another reader can read
(Unreadable): garbage is passed over and counted. Whatever comes, what is kept is bounded by the largest
frame, message and picture.
"""

import secrets
import struct
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from lokus_ingest.domain.failure import Unreadable
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.rtp.depacketizer import Depacketizer
from lokus_ingest.domain.rtp.figures import Figures
from lokus_ingest.domain.rtp.h264 import H264Depacketizer
from lokus_ingest.domain.rtp.h265 import H265Depacketizer
from lokus_ingest.domain.rtp.media_track import MediaTrack, TrackKind
from lokus_ingest.domain.rtp.receiver import CLOCK_90K, Extension, Media, PassedOver, Receiver
from lokus_ingest.domain.rtp.rtcp import sender_reports
from lokus_ingest.domain.rtp.sound import SoundPayloads
from lokus_ingest.domain.rtp.sound_times import SoundTimes
from lokus_ingest.domain.rtp.splitter import DOLLAR, Splitter
from lokus_ingest.domain.sound import Sound

__all__ = ["Incoming", "MediaTrack", "TrackKind"]

_RTP: Final = struct.Struct("!IQ")
_PREFIX: Final = struct.Struct("!BBH")
_RTCP_BYTES: Final = 8
_RTCP_TYPES: Final = range(192, 224)
_TYPE, _SSRC = 0x7F, 0xFFFF_FFFF
_INTERLEAVED: Final = "2"


class Incoming:
    """Feed it every byte of the connection; `on_message` gets each RTSP message, head and body."""

    def __init__(self, on_message: Callable[[bytes], None]) -> None:
        self._splitter = Splitter(on_message, self._take_odd_frame)
        self._own_ssrc = secrets.randbits(32)
        self._receivers: dict[int, Receiver] = {}
        self._video: tuple[Receiver, Depacketizer] | None = None
        self._audio: Receiver | None = None
        self._passed_over: dict[int, PassedOver] = {}
        self._strays = 0

    def expect(
        self,
        tracks: Sequence[MediaTrack],
        take: Callable[[Picture], None],
        hear: Callable[[Sound], None] | None = None,
        take_extension: Extension | None = None,
    ) -> None:
        """From now on these tracks may come: the first video's pictures go to `take`, its sound to `hear`.

        The header extensions of the video's packets go to `take_extension`. What they raise comes out of
        `feed`. Unreadable if the video is packetized in a way not read here.
        """
        for described in tracks:
            track = described if described.clock_hz > 0 else replace(described, clock_hz=CLOCK_90K)
            if track.kind is TrackKind.VIDEO and self._video is None:
                depacketizer = _depacketizer(track, take)
                self._video = self._receive(track, depacketizer, take_extension), depacketizer
            elif track.sound is not None and hear is not None and self._audio is None:
                times = SoundTimes(self._clocks, hear)
                self._audio = self._receive(track, SoundPayloads(track, track.sound, times.take))
            else:
                passed = self._passed_over[track.channel] = PassedOver(track, self._take_stray)
                self._splitter.on_channel[DOLLAR << 8 | track.channel] = passed.take
        self._splitter.expect(frozenset(track.payload_type for track in tracks))

    def feed(self, chunk: memoryview, now_seconds: float) -> None:
        """Take the next bytes, which may be overwritten afterwards. `now_seconds`: monotonic."""
        self._splitter.feed(chunk, now_seconds)

    def reports(self, now_seconds: float) -> bytes:
        """Receiver reports, interleaved; to be sent every 5 s or so. Empty before the first RTP."""
        frames: list[bytes] = []
        for channel, receiver in self._receivers.items():
            if report := receiver.report(self._own_ssrc, now_seconds):
                frames += (_PREFIX.pack(DOLLAR, channel + 1, len(report)), report)
        return b"".join(frames)

    @property
    def figures(self) -> Figures:
        """The counts as of now."""
        found = Figures(
            stream_bytes=self._splitter.stream_bytes,
            garbage_bytes=self._splitter.garbage_bytes,
            stray_frames=self._strays,
            audio_packets=self._audio.received.packets if self._audio is not None else 0,
            passed_over=sum(each.packets for each in self._passed_over.values()),
        )
        if self._video is None:
            return found
        receiver, depacketizer = self._video
        packets, lost, late = receiver.received
        reception = receiver.reception()
        return replace(
            found,
            packets=packets,
            lost=lost,
            late=late,
            foreign=receiver.foreign,
            malformed=receiver.malformed + depacketizer.malformed,
            dropped=depacketizer.dropped,
            jitter_seconds=reception.jitter_seconds if reception is not None else 0.0,
            clocks=receiver.clocks.pairs,
        )

    def _clocks(self) -> tuple[Receiver, Receiver] | None:
        """Who receives the pictures and who the sound; None as long as one of them is not there."""
        if self._video is None or self._audio is None:
            return None
        return self._video[0], self._audio

    def _receive(self, track: MediaTrack, media: Media, take_extension: Extension | None = None) -> Receiver:
        receiver = Receiver(track, media, self._take_stray, take_extension)
        self._receivers[track.channel] = receiver
        self._splitter.on_channel[DOLLAR << 8 | track.channel] = receiver.take
        return receiver

    def _take_odd_frame(self, channel: int, stream: bytes, start: int, stop: int, now_seconds: float) -> None:
        """A frame that is short, or of a channel that nobody expects."""
        if stop - start >= _RTCP_BYTES and stream[start + 1] in _RTCP_TYPES:
            self._take_reports(stream[start:stop], now_seconds)
        elif stop - start >= _RTP.size and channel not in self._passed_over:
            header, stamp = _RTP.unpack_from(stream, start)
            receiver = self._receivers.get(channel) or self._receiver_of(header, stamp)
            if receiver is not None:
                receiver.take_odd(stream, start + _RTP.size, stop, header, stamp, now_seconds)
            else:
                self._strays += 1
        else:
            self._strays += 1

    def _take_stray(
        self, stream: bytes, start: int, stop: int, header: int, stamp: int, now_seconds: float
    ) -> None:
        """A packet of another type than its channel's track."""
        if header >> 16 & 0xFF in _RTCP_TYPES:
            self._take_reports(stream[start - _RTP.size : stop], now_seconds)
        elif (receiver := self._receiver_of(header, stamp)) is not None:
            receiver.take_odd(stream, start, stop, header, stamp, now_seconds)
        else:
            self._strays += 1

    def _receiver_of(self, header: int, stamp: int) -> Receiver | None:
        """Whose a packet is that came on a channel not its own, as with cameras that number them wrongly."""
        for receiver in self._receivers.values():
            if header >> 16 & _TYPE == receiver.track.payload_type and receiver.may_own(stamp & _SSRC):
                return receiver
        return None

    def _take_reports(self, compound: bytes, now_seconds: float) -> None:
        for report in sender_reports(compound):
            for receiver in self._receivers.values():
                receiver.learn(report, now_seconds)


def _depacketizer(track: MediaTrack, take: Callable[[Picture], None]) -> Depacketizer:
    if track.codec == "h264":
        if track.fmtp.get("packetization-mode", "0").strip() == _INTERLEAVED:
            raise Unreadable("the camera offers H.264 in interleaved packets only")
        return H264Depacketizer(take)
    if track.codec == "h265":
        order_numbers = track.fmtp.get("sprop-max-don-diff", "0").strip() not in {"", "0"}
        return H265Depacketizer(take, order_numbers=order_numbers)
    raise Unreadable(f"the camera sends {track.codec}, which the fast reader does not know")
