"""One TCP connection to a camera: requests out; replies, the camera's own requests and media in.

Owned by the event loop. Bytes are read into a buffer that all connections share, for each is emptied before
the next is filled. Replies are told from media by `Incoming`, wherever they stand between them.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Final, cast

from lokus_ingest.adapters.rtsp.failures import ended, not_connected, not_rtsp, timed_out
from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.picture import Picture
from lokus_ingest.domain.rtp.figures import Figures
from lokus_ingest.domain.rtp.incoming import Incoming, MediaTrack
from lokus_ingest.domain.rtp.receiver import Extension
from lokus_ingest.domain.rtsp.message import Malformed, Reply, read_message, write_reply, write_request
from lokus_ingest.domain.sound import Sound

BUFFER_BYTES: Final = 256 * 1024
CONNECT_SECONDS: Final = 4.0
REPLY_SECONDS: Final = 4.0
_MOST_UNSENT_BYTES: Final = 64 * 1024
_FINAL: Final = 200
_UNDERSTOOD: Final = frozenset({"OPTIONS", "GET_PARAMETER", "SET_PARAMETER"})
_USER_AGENT: Final = "Lokus"


class _Request:
    """One that waits for its reply; None is what came instead if the connection ended."""

    def __init__(self, sequence: int, reply: "asyncio.Future[Reply | None]") -> None:
        self.sequence = sequence
        self.reply = reply


class Connection(asyncio.BufferedProtocol):
    """Open with `connect`."""

    def __init__(self, buffer: memoryview) -> None:
        self._loop = asyncio.get_running_loop()
        self._buffer = buffer
        self._incoming = Incoming(self._take_message)
        self._transport: asyncio.Transport | None = None
        self._waiting: deque[_Request] = deque()
        self._sequence = 0
        self._understood = self._lost = False
        self._heard_seconds = self._loop.time()
        self._why: asyncio.Future[Exception] = self._loop.create_future()

    async def ask(self, method: str, url: str, headers: Mapping[str, str]) -> Reply:
        """Send a request and wait for its reply; SourceFailure if none comes in time."""
        try:
            async with asyncio.timeout(REPLY_SECONDS):
                reply = await self.send(method, url, headers)
        except TimeoutError:
            raise self._silent() from None
        if reply is None:
            raise self._why.result()
        return reply

    def send(self, method: str, url: str, headers: Mapping[str, str]) -> "asyncio.Future[Reply | None]":
        """Send a request; its reply comes later, None if the connection ends before."""
        self._sequence += 1
        request = _Request(self._sequence, self._loop.create_future())
        if self.over:
            request.reply.set_result(None)
        else:
            self._waiting.append(request)
            numbered = {"CSeq": str(self._sequence), "User-Agent": _USER_AGENT, **headers}
            self.write(write_request(method, url, numbered))
        return request.reply

    def write(self, octets: bytes) -> None:
        """Send bytes as they are; a camera that does not take them is sent no more."""
        if self._transport is None or self._transport.is_closing():
            return
        if self._transport.get_write_buffer_size() < _MOST_UNSENT_BYTES:
            self._transport.write(octets)

    def expect(
        self,
        tracks: Sequence[MediaTrack],
        take: Callable[[Picture], None],
        hear: Callable[[Sound], None] | None = None,
        take_extension: Extension | None = None,
    ) -> None:
        """Have pictures handed to `take` from now on, sound to `hear`; Unreadable if they are not read."""
        self._incoming.expect(tracks, take, hear, take_extension)

    def pause(self) -> None:
        """Read no more for now: the camera waits, as TCP has it. What one read brought still comes."""
        if self._transport is not None and not self._lost:
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on; the time in which we did not read is no silence of the camera."""
        if self._transport is not None and not self._lost:
            self._heard_seconds = self._loop.time()
            self._transport.resume_reading()

    def expect_nothing(self) -> None:
        """From now on only replies are looked for."""
        self._incoming = Incoming(self._take_message)

    def reports(self) -> bytes:
        """Receiver reports, as they are to be sent."""
        return self._incoming.reports(self._loop.time())

    @property
    def figures(self) -> Figures:
        """What came so far."""
        return self._incoming.figures

    @property
    def over(self) -> bool:
        """Whether nothing more can be said."""
        return self._lost

    @property
    def silent_seconds(self) -> float:
        """For how long nothing came."""
        return self._loop.time() - self._heard_seconds

    @property
    def why_ended(self) -> Exception | None:
        """Why there will be no more pictures; None as long as there may be."""
        return self._why.result() if self._why.done() else None

    def at_end(self, call: Callable[[], None]) -> None:
        """Have this called when there will be no more pictures."""
        self._why.add_done_callback(lambda _: call())

    async def ended(self) -> Exception:
        """Wait until there will be no more pictures; returns why."""
        await asyncio.wait({self._why})  # who no longer waits must not end it
        return self._why.result()

    async def close(self) -> None:
        """Let go of the connection at once."""
        if self._transport is not None:
            self._transport.abort()
            await self.ended()

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is there."""
        self._transport = cast("asyncio.Transport", transport)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 (asyncio's)
        """Where the next bytes go."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes came; what cannot be read ends the pictures, not the connection."""
        self._heard_seconds = now_seconds = self._loop.time()
        try:
            self._incoming.feed(self._buffer[:nbytes], now_seconds)
        except SourceFailure as failure:
            self._end(failure)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone; what is not the network's fault is a bug, and goes to who plays."""
        self._lost = True
        if exc is not None and not isinstance(exc, OSError):
            self._end(exc)
        elif self.figures.stream_bytes and not self._understood:
            self._end(not_rtsp())
        else:
            self._end(ended())
        for request in self._waiting:
            if not request.reply.done():
                request.reply.set_result(None)
        self._waiting.clear()

    def _silent(self) -> SourceFailure:
        """Why no reply came in time."""
        return not_rtsp() if self.figures.garbage_bytes and not self._understood else timed_out()

    def _end(self, why: Exception) -> None:
        if not self._why.done():
            self._why.set_result(why)

    def _take_message(self, octets: bytes) -> None:
        try:
            message = read_message(octets)
        except Malformed:
            return
        self._understood = True
        if isinstance(message, Reply):
            self._take_reply(message)
        else:
            status = "200 OK" if message.method in _UNDERSTOOD else "501 Not Implemented"
            self.write(write_reply(status, {"CSeq": str(message.headers.sequence or 0)}))

    def _take_reply(self, reply: Reply) -> None:
        """Give it to the request that it names, or to the oldest: some cameras do not count."""
        if reply.status < _FINAL or not self._waiting:
            return
        sequence = reply.headers.sequence
        named = next((each for each in self._waiting if each.sequence == sequence), self._waiting[0])
        self._waiting.remove(named)
        if not named.reply.done():
            named.reply.set_result(reply)


async def connect(host: str, port: int, buffer: memoryview) -> Connection:
    """Connect to a camera; SourceFailure says why not."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            _, connection = await loop.create_connection(lambda: Connection(buffer), host, port)
    except TimeoutError:
        raise timed_out() from None
    except (OSError, UnicodeError) as error:
        raise not_connected(error) from None
    return connection
