"""An RTSP camera that does all things well; a test makes a bad one of it by overriding what it does badly.

It lives on the test's own event loop, listens on a free port of this machine, and plays its film to
whoever asks. `requests` is what it was asked, in order; `sessions` are those it has agreed to.
"""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from integration.ingest.habits.footage import Footage, footage
from integration.ingest.habits.line import Line
from lokus_local.virtual_camera.sdp import describe

PUBLIC = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN"
_RECEIVER_REPORT = 201


@dataclass(frozen=True)
class Request:
    """One request; header names in lower case."""

    method: str
    url: str
    headers: dict[str, str]

    @classmethod
    def read(cls, head: str) -> Self:
        first, *rest = head.strip().split("\r\n")
        method, url, _ = first.split(" ")
        pairs = (line.split(":", 1) for line in rest)
        return cls(method, url, {name.strip().lower(): value.strip() for name, value in pairs})


@dataclass
class Session:
    """One viewer's, with the connection that carries it."""

    writer: asyncio.StreamWriter
    number: str
    lines: dict[str, Line] = field(default_factory=dict)
    heard_seconds: float = 0.0
    reports: int = 0
    playing: asyncio.Task[None] | None = None
    torn_down: bool = False
    datagrams: socket.socket | None = None

    @property
    def video(self) -> Line:
        """The line of the first track that was set up."""
        return next(iter(self.lines.values()))

    def over(self) -> None:
        """Send no more."""
        if self.playing is not None:
            self.playing.cancel()
        if self.datagrams is not None:
            self.datagrams.close()
            self.datagrams = None


class Camera:
    """`film` is what it shows. Override a method named like a request, `sdp`, or `show`."""

    timeout_seconds: int | None = None
    """What the Session header says."""
    carriers: tuple[str, ...] = ("tcp", "udp")
    host = "127.0.0.1"

    def __init__(self, film: Footage | None = None) -> None:
        self.film = film or footage()
        self.port = 0
        self.requests: list[Request] = []
        self.sessions: list[Session] = []
        self._tasks = asyncio.TaskGroup()
        self._conversations: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"rtsp://{host}:{self.port}/live"

    @property
    def playing(self) -> int:
        """How many sessions it plays to now."""
        return sum(s.playing is not None and not s.playing.done() for s in self.sessions)

    def count(self, method: str) -> int:
        """How many requests there were of a method."""
        return sum(request.method == method for request in self.requests)

    async def all_torn_down(self) -> bool:
        """Whether each session that was set up is given back, at once or soon."""
        for _ in range(20):
            if all(session.torn_down for session in self.sessions if session.lines):
                return True
            await asyncio.sleep(0.05)
        return False

    # What a test overrides

    def sdp(self) -> str:
        """The session description."""
        return describe(self.film.described, "camera", ip_address(self.host), 1).decode()

    async def show(self, session: Session) -> None:
        """Send pictures until cancelled."""
        await session.video.play(self.film)

    def admit(self, request: Request) -> str | None:
        """Why not to answer this request: the status and headers to refuse it with."""
        return None

    def options(self, session: Session, request: Request) -> str:
        return f"200 OK\r\nPublic: {PUBLIC}"

    def describe(self, session: Session, request: Request) -> str:
        return f"200 OK\r\nContent-Base: {request.url}/\r\nContent-Type: application/sdp\r\n\r\n{self.sdp()}"

    def setup(self, session: Session, request: Request) -> str:
        wanted = request.headers["transport"]
        carrier = "tcp" if "TCP" in wanted else "udp"
        if carrier not in self.carriers:
            return "461 Unsupported Transport"
        session.lines[request.url] = line = (
            self._interleaved(session, wanted) if carrier == "tcp" else self._datagrams(session, wanted)
        )
        timeout = f";timeout={self.timeout_seconds}" if self.timeout_seconds else ""
        return f"200 OK\r\nTransport: {self.transport(wanted, line)}\r\nSession: {session.number}{timeout}"

    def transport(self, wanted: str, line: Line) -> str:
        """The Transport header of the answer."""
        return wanted

    def play(self, session: Session, request: Request) -> str:
        session.playing = self._tasks.create_task(self._show(session))
        return f"200 OK\r\nSession: {session.number}"

    def get_parameter(self, session: Session, request: Request) -> str:
        return f"200 OK\r\nSession: {session.number}"

    def teardown(self, session: Session, request: Request) -> str:
        session.torn_down = True
        session.over()
        return "200 OK"

    # How it works

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Self]:
        """Listen as long as the context lasts."""
        server = await asyncio.start_server(self._converse, self.host.partition("%")[0], self.port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            async with self._tasks:
                try:
                    yield self
                finally:
                    self.hang_up()
        finally:
            server.close()
            if self._conversations:
                await asyncio.wait(self._conversations)

    def hang_up(self) -> None:
        """End all connections without a word."""
        for session in self.sessions:
            session.over()
            session.writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._conversations.add(task)
        session = Session(writer, f"{len(self.sessions) + 1}")
        self.sessions.append(session)
        try:
            while True:
                await self._hear(reader, session)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            session.over()
            writer.close()
            self._conversations.discard(task)

    async def _hear(self, reader: asyncio.StreamReader, session: Session) -> None:
        first = await reader.readexactly(1)
        if first == b"$":
            size = int.from_bytes((await reader.readexactly(3))[1:], "big")
            packet = await reader.readexactly(size)
            session.reports += packet[1] == _RECEIVER_REPORT
            return
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode()
        if head.startswith("RTSP/"):
            return  # the answer to a request of ours
        request = Request.read(head)
        await reader.readexactly(int(request.headers.get("content-length", "0")))
        self.requests.append(request)
        session.heard_seconds = asyncio.get_running_loop().time()
        self.answer(session, request)

    def answer(self, session: Session, request: Request) -> None:
        """Write the reply to a request."""
        said = self.admit(request) or getattr(self, request.method.lower())(session, request)
        head, _, body = said.partition("\r\n\r\n")
        length = f"Content-Length: {len(body.encode())}\r\n" if body else ""
        sequence = request.headers["cseq"]
        session.writer.write(f"RTSP/1.0 {head}\r\nCSeq: {sequence}\r\n{length}\r\n{body}".encode())

    async def _show(self, session: Session) -> None:
        try:
            await self.show(session)
        except ConnectionError:
            return

    def _interleaved(self, session: Session, wanted: str) -> Line:
        found = re.search(r"interleaved=(\d+)", wanted)
        assert found is not None, wanted

        def send(packet: bytes, channel: int) -> None:
            session.writer.write(b"$" + bytes([channel]) + len(packet).to_bytes(2, "big") + packet)

        return Line(send, session.writer.write, int(found[1]))

    def _datagrams(self, session: Session, wanted: str) -> Line:
        found = re.search(r"client_port=(\d+)", wanted)
        assert found is not None, wanted
        host, port = session.writer.get_extra_info("peername")[0], int(found[1])
        out = session.datagrams = session.datagrams or socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

        def send(packet: bytes, channel: int) -> None:
            out.sendto(packet, (host, port + channel))

        return Line(send, lambda _: None, 0)


def path_of(request: Request) -> str:
    """The path that a request names."""
    return urlsplit(request.url).path
