"""An HTTP server that says what a test has it say, and keeps what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_Writer = asyncio.StreamWriter


@dataclass(frozen=True)
class Asked:
    """One request; names of headers in lower case."""

    path: str
    headers: Mapping[str, str]


Answer = Callable[[Asked, _Writer], Awaitable[None]]


@dataclass
class HttpServer:
    """At work on `port`."""

    answer: Answer
    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def logins(self) -> list[str]:
        """The logins that were shown."""
        return [each.headers["authorization"] for each in self.asked if "authorization" in each.headers]

    async def serve(self, reader: asyncio.StreamReader, writer: _Writer) -> None:
        """Answer one connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode().strip().split("\r\n")
                pairs = (line.split(": ", 1) for line in lines)
                asked = Asked(first.split(" ")[1], {name.lower(): value for name, value in pairs})
                self.asked.append(asked)
                await self.answer(asked, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[HttpServer]:
    """A server for as long as the context lasts."""
    http = HttpServer(answer)
    server = await asyncio.start_server(http.serve, "127.0.0.1", 0)
    http.port = server.sockets[0].getsockname()[1]
    try:
        yield http
    finally:
        server.close()


def reply(status: str, body: bytes = b"", **headers: str) -> bytes:
    """One answer with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def stream(writer: _Writer, octets: bytes, seconds: float = 60.0) -> None:
    """Send all of a film, then nothing while the viewer waits."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n\r\n")
    writer.write(octets)
    await writer.drain()
    await asyncio.sleep(seconds)
