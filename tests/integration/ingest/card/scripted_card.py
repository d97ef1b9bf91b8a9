"""A camera's card that a test scripts, replayed over RTSP with the header extension that ONVIF asks for.

It lives on the test's own event loop and sends as fast as it is read. Times are the camera's own.
"""

import asyncio
import re
import struct
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from integration.ingest.scripted_camera import reply
from lokus_ingest.domain.nal import NalKind, read_head
from lokus_proto.media import Codec
from unit.ingest.domain.rtp.packets import SSRC, frame, fu_a
from unit.ingest.encoded import FPS, encoded

_BASIC = "Basic " + b64encode(b"admin:Rahasia-17").decode()
_START_CODE = re.compile(rb"\x00{2,}\x01")
_PACKET_BYTES = 1200
_NTP_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Kept:
    """A picture on the card."""

    at: datetime
    payload: bytes
    key_frame: bool

    @property
    def nals(self) -> list[bytes]:
        """Its NAL units, however they are told apart."""
        return nals(self.payload)


def nals(payload: bytes) -> list[bytes]:
    """The NAL units of a picture."""
    return [nal.rstrip(b"\x00") for nal in _START_CODE.split(payload) if nal]


def pictures(start: datetime, seconds: int, *, gop: int = FPS) -> list[Kept]:
    """Real coded pictures of H.264, one after the other from `start` on."""
    units = encoded(Codec.H264, frames=seconds * FPS, gop=gop)
    return [
        Kept(start + timedelta(seconds=number / FPS), unit.payload, unit.key_frame)
        for number, unit in enumerate(units)
    ]


@dataclass
class ScriptedCard:
    """What is on it, how it behaves, and what it was asked."""

    kept: Sequence[Kept]
    knows_feature: bool = True
    marks: bool = True
    says_last: bool = True
    hangs_up: bool = False
    seconds_per_picture: float = 0.0
    breaks_after: int | None = None
    password: bool = False
    port: int = 0
    sent_bytes: int = 0
    requests: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"rtsp://127.0.0.1:{self.port}/replay?token=Recording_1"

    def asked(self, method: str) -> list[str]:
        return [request for request in self.requests if request.startswith(f"{method} ")]

    def answer(self, method: str, request: str) -> bytes:
        if not self.knows_feature and "Require: onvif-replay" in request:
            return reply(request, "551 Option not supported", "Unsupported: onvif-replay\r\n")
        if self.password and f"Authorization: {_BASIC}" not in request:
            return reply(request, "401 Unauthorized", 'WWW-Authenticate: Basic realm="camera"\r\n')
        if method == "DESCRIBE":
            return reply(request, "200 OK", "Content-Type: application/sdp\r\n", self._sdp())
        transport = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 17;timeout=60\r\n"
        return reply(request, "200 OK", transport if method == "SETUP" else "")

    def stretch(self, request: str) -> list[Kept]:
        """What a PLAY asks for: from the key frame before its start, to its end."""
        found = re.search(r"Range: clock=(\S+?)Z-(\S+?)Z", request)
        assert found is not None, request
        start, until = (
            datetime.strptime(text, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC) for text in found.groups()
        )
        inside = [each for each in self.kept if each.at < until]
        first = max(
            (number for number, each in enumerate(inside) if each.key_frame and each.at <= start), default=0
        )
        return inside[first:]

    async def replay(self, request: str, writer: asyncio.StreamWriter) -> None:
        sequence, before = 0, None
        wanted = self.stretch(request)
        for number, picture in enumerate(wanted):
            if number == self.breaks_after:
                writer.close()
                return
            if self.seconds_per_picture:
                await asyncio.sleep(self.seconds_per_picture)
            apart = before is not None and picture.at - before.at > timedelta(seconds=1)
            last = self.says_last and number == len(wanted) - 1
            flags = picture.key_frame << 7 | apart << 5 | last << 4
            for octets in self._frames(picture, number, sequence, flags):
                sequence += 1
                self.sent_bytes += len(octets)
                writer.write(octets)
            try:
                await writer.drain()
            except ConnectionError:
                return
            before = picture
        if self.hangs_up:
            writer.close()

    def _frames(self, picture: Kept, number: int, sequence: int, flags: int) -> list[bytes]:
        payloads: list[bytes] = []
        for nal in picture.nals:
            payloads += [nal] if len(nal) <= _PACKET_BYTES else fu_a(nal, _PACKET_BYTES)
        timestamp = number * 90_000 // FPS  # of playing: it leaves gaps out
        mark = b""
        if self.marks:
            since = picture.at - _NTP_EPOCH
            ntp = (since // timedelta(microseconds=1) << 32) // 1_000_000
            mark = struct.pack("!HHQBBxx", 0xABAC, 3, ntp, flags, 4)
        frames = []
        for place, payload in enumerate(payloads):
            extension = mark if place in {0, len(payloads) - 1} else b""
            marker = place == len(payloads) - 1
            header = (0x90 if extension else 0x80) << 8 | marker << 7 | 96
            packet = struct.pack("!HHII", header, (sequence + place) % 65536, timestamp, SSRC)
            frames.append(frame(packet + extension + payload))
        return frames

    def _sdp(self) -> str:
        head = read_head(Codec.H264, self.kept[0].payload)
        sets = [*head.of(NalKind.SPS), *head.of(NalKind.PPS)]
        described = ",".join(b64encode(each).decode() for each in sets)
        return (
            "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=card\r\nt=0 0\r\na=control:*\r\n"
            "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=x-onvif-track:VIDEO001\r\n"
            f"a=fmtp:96 packetization-mode=1;sprop-parameter-sets={described}\r\na=control:track1\r\n"
        )


@asynccontextmanager
async def serving_card(card: ScriptedCard) -> AsyncIterator[ScriptedCard]:
    """Replay the card on a loopback port while the context lasts."""
    writers: set[asyncio.StreamWriter] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        async with asyncio.TaskGroup() as playing:
            await answer_all(reader, writer, playing)
            for task in tuple(playing._tasks):
                task.cancel()

    async def answer_all(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, playing: asyncio.TaskGroup
    ) -> None:
        try:
            while True:
                octets = await reader.readuntil(b"\r\n\r\n")
                request = octets[octets.rfind(b"$") + 1 :].decode(errors="replace").lstrip()
                method = request.split(" ", 1)[0]
                if method not in {"OPTIONS", "DESCRIBE", "SETUP", "PLAY", "TEARDOWN", "GET_PARAMETER"}:
                    continue
                card.requests.append(request)
                said = card.answer(method, request)
                writer.write(said)
                if method == "PLAY" and b" 200 " in said:
                    playing.create_task(card.replay(request, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", card.port)
    card.port = server.sockets[0].getsockname()[1]
    try:
        yield card
    finally:
        server.close()
        for writer in writers:
            writer.close()
