"""What the tests of the virtual camera bring themselves: a clock by hand, a listener, a way out."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from lokus_local.virtual_camera.bitstream import AccessUnit, Codec, StreamDescription
from lokus_local.virtual_camera.broadcast import LiveUnit

_BEGIN = datetime(2026, 2, 14, 0, 0, tzinfo=UTC)
SPS = bytes.fromhex("6742c01fd9005005bb016a02020280000003008000000f478c1924")
PPS = bytes.fromhex("68cb8cb2")


class HandClock:
    """A clock that stands until it is moved; sleepers wake when their time has come."""

    def __init__(self) -> None:
        self._seconds = 100.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return _BEGIN + timedelta(seconds=self._seconds)

    def monotonic_seconds(self) -> float:
        return self._seconds

    async def sleep(self, seconds: float) -> None:
        waker = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._seconds + seconds, waker))
        await waker

    def advance(self, seconds: float) -> None:
        self._seconds += seconds
        for due, waker in self._sleepers:
            if due <= self._seconds + 1e-9 and not waker.done():
                waker.set_result(None)
        self._sleepers = [(due, waker) for due, waker in self._sleepers if not waker.done()]


class QueueListener:
    """A listener that can be waited on."""

    def __init__(self) -> None:
        self.units: asyncio.Queue[LiveUnit] = asyncio.Queue()

    def deliver(self, unit: LiveUnit) -> None:
        self.units.put_nowait(unit)


class RecordingDelivery:
    """A way to a reader who keeps everything, until `room` is taken away."""

    def __init__(self) -> None:
        self.room = True
        self.media: list[bytes] = []
        self.control: list[bytes] = []
        self.closed: list[bool] = []

    @property
    def transport_header(self) -> str:
        return "RTP/AVP/TCP;unicast;interleaved=0-1"

    def has_room(self) -> bool:
        return self.room

    def send_media(self, headers: Sequence[bytes], payloads: Sequence[bytes]) -> None:
        self.media += [head + payload for head, payload in zip(headers, payloads, strict=True)]

    def send_control(self, packet: bytes) -> None:
        self.control.append(packet)

    def close(self, *, reader_is_gone: bool) -> None:
        self.closed.append(reader_is_gone)


class CountingSource:
    """A source of ten tiny units a second, a key frame in every five."""

    def __init__(self) -> None:
        self.produced = 0
        self.description = StreamDescription(Codec.H264, (SPS, PPS), 10.0)

    @property
    def due_90k(self) -> int:
        return self.produced * 9000

    def produce(self) -> AccessUnit:
        unit = AccessUnit((bytes([0x65, self.produced]),), self.due_90k, self.produced % 5 == 0)
        self.produced += 1
        return unit
