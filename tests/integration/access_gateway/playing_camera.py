"""A camera as ingest would serve it: real H.264 with a long GOP, played for ever to whoever asks.

It answers interests, sends the GOP so far to a reader that joins, and publishes live units. `renew`
begins another run, as after a lost connection.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from fractions import Fraction
from functools import cache

import av
import numpy as np

from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock, utc_milliseconds
from lokus_proto import subjects
from lokus_proto.envelope import envelope, open_envelope
from lokus_proto.media import AccessUnit, Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.media_interest import InterestOutcome, InterestReply, InterestRequest
from lokus_proto.v1.stream_state import Phase

FPS = 25
GOP_SECONDS = 10
WIDTH, HEIGHT = 320, 180
_TICKS = 90_000 // FPS
_clock = SystemClock()


@cache
def encoded_gop() -> tuple[bytes, ...]:
    """One GOP of a moving gradient as Annex B access units, parameter sets in the first."""
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.time_base, encoder.gop_size = Fraction(1, FPS), FPS * GOP_SECONDS
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline"}
    columns = np.arange(WIDTH)
    packets: list[bytes] = []
    for number in range(FPS * GOP_SECONDS):
        row = ((columns + 3 * number) % 256).astype(np.uint8)
        picture = np.ascontiguousarray(np.broadcast_to(row[None, :, None], (HEIGHT, WIDTH, 3)))
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts = number
        packets.extend(bytes(packet) for packet in encoder.encode(frame))
    return tuple(packets)


class PlayingCamera:
    """One camera's main stream on the bus; starts in the middle of a GOP."""

    def __init__(self, bus: Bus, tenant: str, camera: str) -> None:
        self._bus = bus
        self._tenant = tenant
        self._camera = camera
        self._run = 0
        self._began = _clock.now()
        self._units: list[AccessUnit] = []
        self._next = 0
        self.readers: set[str] = set()
        self.renew()

    def renew(self) -> None:
        """Begin another run, already half a GOP old."""
        self._began = _clock.now() - timedelta(seconds=GOP_SECONDS / 2)
        self._run = max(self._run + 1, utc_milliseconds(_clock.now()))
        self._units, self._next = [], 0
        while self._due(self._next):
            self._make()

    @asynccontextmanager
    async def playing(self) -> AsyncIterator["PlayingCamera"]:
        """Answer and play until the block ends."""
        async with asyncio.TaskGroup() as tasks:
            answering = tasks.create_task(self._answer(), name="answer")
            playing = tasks.create_task(self._play(), name="play")
            yield self
            answering.cancel()
            playing.cancel()

    def _due(self, number: int) -> bool:
        return self._began + timedelta(seconds=number / FPS) <= _clock.now()

    def _make(self) -> AccessUnit:
        gop, number = encoded_gop(), self._next
        is_key = number % len(gop) == 0
        unit = AccessUnit(
            codec=Codec.H264,
            pts_90k=number * _TICKS,
            key_frame=is_key,
            run=self._run,
            seq=number,
            captured_at=self._began + timedelta(seconds=number / FPS),
            payload=gop[number % len(gop)],
        )
        self._units = [unit] if is_key else [*self._units, unit]
        self._next += 1
        return unit

    async def _play(self) -> None:
        subject = subjects.media(self._tenant, self._camera, StreamName.MAIN)
        while True:
            while self._due(self._next):
                unit = self._make()
                if self.readers:
                    await self._bus.publish(subject, unit.payload, unit.headers())
            await asyncio.sleep(0.005)

    async def _answer(self) -> None:
        subject = subjects.interest(self._tenant, self._camera, StreamName.MAIN)
        async with self._bus.subscribe(subject) as subscription:
            async for message in subscription.messages:
                request = open_envelope(message.data, InterestRequest).data
                if request.lease_seconds:
                    self.readers.add(request.reader)
                else:
                    self.readers.discard(request.reader)
                if message.reply:
                    await self._reply(message.reply, request.gop_subject)

    async def _reply(self, subject: str, gop_subject: str | None) -> None:
        reply = InterestReply(
            outcome=InterestOutcome.GRANTED, phase=Phase.DELIVERING, run=self._run, codec=Codec.H264
        )
        units = list(self._units) if gop_subject else []
        if units:
            reply = replace_sequence(reply, units[0].seq, units[-1].seq)
        wrapped = envelope(
            reply,
            message_id=f"reply-{_clock.monotonic_seconds()}",
            service="ingest",
            tenant=self._tenant,
            subject=self._camera,
            time=_clock.now(),
        )
        await self._bus.publish(subject, wrapped.to_bytes())
        for unit in units:
            assert gop_subject is not None
            await self._bus.publish(gop_subject, unit.payload, unit.headers())


def replace_sequence(reply: InterestReply, first: int, last: int) -> InterestReply:
    """The same reply, with the units that follow on the GOP's subject."""
    return reply.model_copy(update={"first_seq": first, "last_seq": last})
