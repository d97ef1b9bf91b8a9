"""What a scripted camera sends to one viewer: RTP of one track, and whatever does not belong there."""

import asyncio
import secrets
import struct
from collections.abc import Callable, Iterator, Sequence

from integration.ingest.habits.footage import INTERVAL_90K, PICTURES_PER_SECOND, Footage
from lokus_local.virtual_camera.bitstream import AccessUnit
from lokus_local.virtual_camera.payload import payloads_of
from lokus_local.virtual_camera.rtp import PAYLOAD_TYPE

_NTP_EPOCH_OFFSET_SECONDS = 2_208_988_800


class Line:
    """Numbers packets as one sender. Change `ssrc`, `sequence`, `channel` or `offset_90k` to misbehave.

    `send` puts a packet on its way over a channel; `raw` writes bytes that are no packet at all.
    """

    def __init__(
        self,
        send: Callable[[bytes, int], None],
        raw: Callable[[bytes], None],
        channel: int,
        payload_type: int = PAYLOAD_TYPE,
    ) -> None:
        self.send = send
        self.raw = raw
        self.channel = channel
        self.payload_type = payload_type
        self.ssrc = secrets.randbits(32)
        self.sequence = 65_500  # wraps soon
        self.offset_90k = 0xFFFF_F000  # so does this
        self.sent = 0
        self._clock_seconds = asyncio.get_running_loop().time()

    def packets(self, payloads: Sequence[bytes], time_90k: int, *, marker: bool = True) -> Iterator[bytes]:
        """RTP packets of one access unit; `marker`: on the last."""
        for index, payload in enumerate(payloads):
            last = 0x80 if marker and index == len(payloads) - 1 else 0
            timestamp = (self.offset_90k + time_90k) & 0xFFFFFFFF
            kind = last | self.payload_type
            yield struct.pack("!BBHII", 0x80, kind, self.sequence, timestamp, self.ssrc) + payload
            self.sequence = (self.sequence + 1) & 0xFFFF

    def picture(self, film: Footage, unit: AccessUnit, time_90k: int, *, marker: bool = True) -> None:
        """Send one access unit."""
        for packet in self.packets(payloads_of(unit, film.codec), time_90k, marker=marker):
            self.send(packet, self.channel)
        self.sent += 1

    def payload(self, payload: bytes, time: int) -> None:
        """Send one packet that is none of a picture."""
        for packet in self.packets([payload], time):
            self.send(packet, self.channel)

    def sender_report(self, time_90k: int, utc_seconds: float) -> None:
        """Say that a moment of the track is a moment of the wall clock (RFC 3550 6.4.1)."""
        seconds = int(utc_seconds)
        self.send(
            struct.pack(
                "!BBHIIIIII",
                0x80,
                200,
                6,
                self.ssrc,
                (seconds + _NTP_EPOCH_OFFSET_SECONDS) & 0xFFFFFFFF,
                int((utc_seconds - seconds) * (1 << 32)),
                (self.offset_90k + time_90k) & 0xFFFFFFFF,
                self.sent,
                self.sent * 1000,
            ),
            self.channel + 1,
        )

    async def pace(self) -> None:
        """Wait until the next picture is due."""
        self._clock_seconds += 1 / PICTURES_PER_SECOND
        await asyncio.sleep(max(0.0, self._clock_seconds - asyncio.get_running_loop().time()))

    async def play(self, film: Footage, pictures: int | None = None) -> None:
        """Send pictures one after the other, round and round, for ever or so many."""
        for number in range(10**9 if pictures is None else pictures):
            rounds, place = divmod(number, len(film.units))
            unit = film.units[place]
            self.picture(film, unit, rounds * film.duration_90k + unit.time_90k)
            await self.pace()
        self.offset_90k += (pictures or 0) * INTERVAL_90K
