"""What one access unit costs from the bytes of the socket to the live stream, in the process's own time.

Many cameras take turns, as they do in a worker, so that none finds its objects in the cache of the CPU. Each
sends 1080p25 at 2 Mbit/s: a key frame every 2 s, seven packets an access unit on average. System calls and
the event loop are not in it.
"""

import struct
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bench.figure import Figure
from lokus_ingest.application.live_stream import LiveStream
from lokus_ingest.application.outlet import Outlet
from lokus_ingest.application.ports import Outbound
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.rtp.incoming import Incoming, MediaTrack, TrackKind
from lokus_ingest.domain.spans import Spans
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import SystemClock
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.stream_state import StreamState

BAR_MICROSECONDS: Final = 45.0
CAMERAS: Final = 500
SECONDS: Final = 8
_FPS, _GOP_UNITS, _CLOCK_HZ = 25, 50, 90_000
_KEY_BYTES, _UNIT_BYTES = 60_000, 8_980  # 2 Mbit/s with a key frame in 50
_PAYLOAD_BYTES = 1_400
_SPS = bytes.fromhex("6742c028da01e0089f961000000300100000030328f1832a")
_PPS = bytes.fromhex("68ce3c80")
_TRACK: Final = MediaTrack(TrackKind.VIDEO, "h264", 96, _CLOCK_HZ, 0)


@dataclass(frozen=True, slots=True)
class Traffic:
    """What one camera sends: a chunk of interleaved frames for each access unit."""

    chunks: Sequence[memoryview]
    packets: int


class Nowhere(Outbound):
    """Nobody wants the media."""

    async def media(self, key: StreamKey, unit: AccessUnit) -> None:
        """Take no notice."""

    async def state(self, key: StreamKey, state: StreamState) -> None:
        """Take no notice."""


def measure(seconds: int = SECONDS) -> Iterator[Figure]:
    """Yield the cost of a packet up to the picture, and of an access unit up to the live stream."""
    traffic = camera_traffic(seconds)
    units = CAMERAS * len(traffic.chunks)
    note = f"{CAMERAS} cameras take turns, {traffic.packets / len(traffic.chunks):.1f} packets a unit"
    spent_ns = _spent_ns(traffic, lambda: _ignore)
    yield _figure("media-path packet", spent_ns / (CAMERAS * traffic.packets), "ns", None, note)
    yield _figure("media-path picture", spent_ns / units / 1000, "us", None, note)
    spent_ns = _spent_ns(traffic, lambda: _live_stream().take)
    yield _figure("media-path access-unit", spent_ns / units / 1000, "us", BAR_MICROSECONDS, note)


def camera_traffic(seconds: int) -> Traffic:
    """What a camera sends in so many seconds."""
    chunks: list[memoryview] = []
    sequence = 0
    for number in range(seconds * _FPS):
        frames = list(_frames(number, sequence))
        sequence += len(frames)
        chunks.append(memoryview(b"".join(frames)))
    return Traffic(chunks, sequence)


def _frames(number: int, sequence: int) -> Iterator[bytes]:
    key_frame = number % _GOP_UNITS == 0
    payloads = [_SPS, _PPS, *_fragments(0x65, _KEY_BYTES)] if key_frame else _fragments(0x41, _UNIT_BYTES)
    for place, payload in enumerate(payloads):
        marker = 0x80 if place == len(payloads) - 1 else 0
        timestamp = number * _CLOCK_HZ // _FPS
        header = struct.pack("!BBHII", 0x80, marker | 96, (sequence + place) % 65_536, timestamp, 1)
        yield struct.pack("!BBH", 0x24, 0, len(header) + len(payload)) + header + payload


def _fragments(first_byte: int, size: int) -> list[bytes]:
    """Cut a NAL unit into FU-A payloads (RFC 6184, 5.8)."""
    body = b"\x9a" * (size - 1)
    pieces = [body[at : at + _PAYLOAD_BYTES] for at in range(0, len(body), _PAYLOAD_BYTES)]
    last = len(pieces) - 1
    return [
        bytes((first_byte & 0xE0 | 28, (place == 0) << 7 | (place == last) << 6 | first_byte & 0x1F)) + piece
        for place, piece in enumerate(pieces)
    ]


def _spent_ns(traffic: Traffic, taker: Callable[[], Callable[[Picture], None]]) -> int:
    """Feed all cameras; the CPU time that took."""
    cameras = [Incoming(_ignore) for _ in range(CAMERAS)]
    for incoming in cameras:
        incoming.expect([_TRACK], taker())
    begun_ns = time.process_time_ns()
    for number, chunk in enumerate(traffic.chunks):
        for incoming in cameras:
            incoming.feed(chunk, number / _FPS)
    return time.process_time_ns() - begun_ns


def _live_stream() -> LiveStream:
    key, clock, tally = StreamKey("bench", "camera", StreamName.MAIN), SystemClock(), Tally()
    stream = LiveStream(key, clock, tally, Outlet(key, Nowhere(), tally), Spans(clock.monotonic_seconds()))
    stream.connecting()
    stream.opened(Codec.H264, b"")
    return stream


def _figure(metric: str, value: float, unit: str, bar: float | None, note: str) -> Figure:
    return Figure("fleet", metric, round(value, 1), unit, bar, note=note)


def _ignore(_: object) -> None:
    """Nobody listens."""
