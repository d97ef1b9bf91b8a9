"""A camera of few words: an RTSP server that answers each request as a test tells it to.

For what a real camera server never does: refuse, say nothing, speak another language, offer no
video. It lives on the test's own event loop; `requests` is what it was asked, in order.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Answer = Callable[[str, str], bytes]
"""(method, the whole request) -> the bytes to send back; none for silence."""

AUDIO_ONLY_SDP = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 0 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=control:track1\r\n"
)

MOTION_JPEG_SDP = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=video 0 RTP/AVP 26\r\na=control:track1\r\n"
)


@dataclass
class ScriptedCamera:
    """Where it listens, and what it was asked so far."""

    url: str
    requests: list[str] = field(default_factory=list)

    def count(self, method: str) -> int:
        """How many requests there were of a method."""
        return sum(request.startswith(f"{method} ") for request in self.requests)


def reply(request: str, status: str, headers: str = "", body: str = "") -> bytes:
    """One RTSP answer to `request`."""
    sequence = next(
        line.split(":")[1].strip() for line in request.splitlines() if line.lower().startswith("cseq")
    )
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"RTSP/1.0 {status}\r\nCSeq: {sequence}\r\n{headers}{length}\r\n{body}".encode()


def refusing(status: str, headers: str = "", *, at: str = "DESCRIBE") -> Answer:
    """Answers well until the method `at`, then `status`."""

    def answer(method: str, request: str) -> bytes:
        if method == at:
            return reply(request, status, headers)
        return reply(request, "200 OK", "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n")

    return answer


def redirecting(location: str, *, at: str, once_known: bool) -> Answer:
    """Sends whoever asks `at` to `location`; `once_known`: asks for a password first."""

    def answer(method: str, request: str) -> bytes:
        if once_known and "Authorization:" not in request:
            return reply(request, "401 Unauthorized", 'WWW-Authenticate: Basic realm="camera"\r\n')
        return refusing("302 Found", f"Location: {location}\r\n", at=at)(method, request)

    return answer


def describing(sdp: str) -> Answer:
    """Offers what `sdp` says, and agrees to everything."""

    def answer(method: str, request: str) -> bytes:
        if method == "DESCRIBE":
            return reply(request, "200 OK", "Content-Type: application/sdp\r\n", sdp)
        transport = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n"
        return reply(request, "200 OK", transport)

    return answer


def silent(_method: str, _request: str) -> bytes:
    """Takes the connection and the request, and never says a word."""
    return b""


def web_server(_method: str, _request: str) -> bytes:
    """Answers as a mail or a web server does when it is spoken to in RTSP: not in RTSP."""
    return b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@asynccontextmanager
async def scripted_camera(answer: Answer) -> AsyncIterator[ScriptedCamera]:
    """Serve on a free port of this machine while the context lasts."""
    writers: set[asyncio.StreamWriter] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        try:
            while True:
                request = (await reader.readuntil(b"\r\n\r\n")).decode()
                camera.requests.append(request)
                said = answer(request.split(" ", 1)[0], request)
                writer.write(said)
                if b"Connection: close" in said:
                    writer.close()
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    camera = ScriptedCamera(f"rtsp://127.0.0.1:{port}/live")
    try:
        yield camera
    finally:
        server.close()
        for writer in writers:
            writer.close()


@asynccontextmanager
async def declining_tcp(port: int) -> AsyncIterator[ScriptedCamera]:
    """Stand before the camera on `port` and answer 461 to whoever wants RTP inside the connection."""
    tasks: set[asyncio.Task[None]] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_camera, to_camera = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.TaskGroup() as group:
            back = group.create_task(_relay(from_camera, writer))
            try:
                while True:
                    request = (await reader.readuntil(b"\r\n\r\n")).decode()
                    door.requests.append(request)
                    if "RTP/AVP/TCP" in request:
                        writer.write(reply(request, "461 Unsupported Transport"))
                    else:
                        to_camera.write(request.encode())
            except (asyncio.IncompleteReadError, ConnectionError):
                back.cancel()
            finally:
                to_camera.close()
                writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await converse(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    door = ScriptedCamera(f"rtsp://127.0.0.1:{server.sockets[0].getsockname()[1]}/0")
    try:
        yield door
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(65536):
        writer.write(piece)
