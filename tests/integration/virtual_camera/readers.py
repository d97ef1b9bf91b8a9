"""Readers of a virtual camera: a hand-written RTSP client, and PyAV as players use it."""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Self

import av

from lokus_local.virtual_camera import burnt_in_clock


@dataclass(slots=True)
class Pulled:
    """What PyAV saw of a stream."""

    codec: str
    pts: list[int] = field(default_factory=list)
    burnt_in_ms: list[int] = field(default_factory=list)
    pictures: int = 0


def pull(url: str, transport: str, pictures: int) -> Pulled:
    """Pull until so many pictures are decoded. Blocks; raises FFmpeg's errors."""
    options = {"rtsp_transport": transport, "fflags": "nobuffer", "analyzeduration": "300000"}
    with av.open(url, options=options, timeout=10) as container:
        seen = Pulled(container.streams.video[0].codec_context.name)
        for packet in container.demux(video=0):
            if packet.pts is not None:
                seen.pts.append(packet.pts)
            for frame in packet.decode():
                seen.pictures += 1
                read_ms = burnt_in_clock.read(frame.to_ndarray(format="gray"))
                seen.burnt_in_ms += [] if read_ms is None else [read_ms]
            if seen.pictures >= pictures:
                break
    return seen


class HandReader:
    """An RTSP reader that sends what it is told, and keeps apart answers and interleaved frames."""

    def __init__(self, incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter, url: str) -> None:
        self._incoming, self._outgoing, self._url = incoming, outgoing, url
        self._cseq = 0
        self.session = ""

    @classmethod
    async def connect(cls, url: str) -> Self:
        host, port = url.removeprefix("rtsp://").split("/")[0].rsplit(":", 1)
        return cls(*await asyncio.open_connection(host.strip("[]"), int(port)), url)

    async def ask(self, method: str, path: str = "", **headers: str) -> tuple[int, str]:
        """Send one request and return the status and the head of its answer."""
        self._cseq += 1
        given = {"CSeq": str(self._cseq), **headers}
        if self.session:
            given["Session"] = self.session
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        self._outgoing.write(f"{method} {self._url}{path} RTSP/1.0\r\n{head}\r\n".encode())
        while True:
            kind, content = await self.receive()
            if kind < 0:
                assert f"CSeq: {self._cseq}\r\n" in content.decode()
                return -kind, content.decode()

    async def receive(self) -> tuple[int, bytes]:
        """Return (channel, packet), or (-status, head) for an answer, whose body is skipped."""
        async with asyncio.timeout(10):
            first = await self._incoming.readexactly(4)
            if first[:1] == b"$":
                packet = await self._incoming.readexactly(int.from_bytes(first[2:], "big"))
                return first[1], packet
            head = first + await self._incoming.readuntil(b"\r\n\r\n")
            if length := re.search(rb"Content-Length: (\d+)", head):
                await self._incoming.readexactly(int(length[1]))
            return -int(head.split()[1]), head

    async def play(self, transport: str = "RTP/AVP/TCP;unicast;interleaved=0-1") -> str:
        """Set up and play; return the Transport header of the answer."""
        status, head = await self.ask("SETUP", "/track1", Transport=transport)
        assert status == 200, head
        self.session = head.split("Session: ")[1].partition(";")[0]
        assert (await self.ask("PLAY"))[0] == 200
        return head.split("Transport: ")[1].partition("\r\n")[0]

    def send(self, raw: bytes) -> None:
        """Send bytes as they are."""
        self._outgoing.write(raw)

    async def until_closed(self) -> None:
        """Read on until the camera ends the connection."""
        try:
            while await self._incoming.read(1 << 16):
                pass
        except ConnectionResetError:
            pass
        self.close()

    def close(self) -> None:
        self._outgoing.close()
