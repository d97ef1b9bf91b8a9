"""One RTSP connection: bytes in, answers out, in the order in which they came.

The `serve` task owns the connection from accept to close. It ends when the reader closes, breaks
the framing, reads no answers, or says nothing for a whole session timeout while no session of its
own lives in the connection.
"""

import asyncio
import logging

from lokus_local.virtual_camera.delivery import MAX_WAITING_BYTES
from lokus_local.virtual_camera.dialogue import Cameras, Dialogue, Reader
from lokus_local.virtual_camera.rtsp_message import (
    InterleavedFrame,
    Item,
    Malformed,
    MessageParser,
    Request,
    Response,
)

_CHUNK_BYTES = 64 * 1024
log = logging.getLogger(__name__)


class Connection:
    """Serves one reader's connection."""

    def __init__(
        self, cameras: Cameras, incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter
    ) -> None:
        """`outgoing` must still know its peer: see `accept` in the server."""
        self._incoming = incoming
        self._outgoing = outgoing
        self._idle_seconds = cameras.sessions.timeout_seconds
        self._reader = Reader(
            outgoing.transport,
            outgoing.get_extra_info("sockname"),
            outgoing.get_extra_info("peername"),
        )
        self._dialogue = Dialogue(cameras, self._reader)
        self._parser = MessageParser()

    async def serve(self) -> None:
        """Serve until the connection ends; closes it in any case."""
        try:
            while chunk := await self._next_chunk():
                if not all(self._handle(item) for item in self._parser.feed(chunk)):
                    break
        except OSError as error:
            log.debug("connection of %s broke: %s", self._reader.remote[0], error)
        finally:
            self._dialogue.leave()
            self._outgoing.close()

    async def _next_chunk(self) -> bytes:
        """Return the next bytes; none when the connection ended or has been idle for too long."""
        while True:
            try:
                async with asyncio.timeout(self._idle_seconds) as limit:
                    return await self._incoming.read(_CHUNK_BYTES)
            except TimeoutError:
                if not limit.expired():  # TCP gave up; reading on would raise this for ever
                    raise
                # A playing session has its own end, which the session table watches.
                if not self._reader.channels:
                    return b""

    def _handle(self, item: Item) -> bool:
        """Deal with one item; return whether the connection may go on."""
        match item:
            case InterleavedFrame(channel, payload):
                self._dialogue.hear(channel, payload)
                return True
            case Malformed(status, fatal, headers):
                self._reply(Response(status), headers.get("cseq"))
                return not fatal
            case Request():
                self._reply(self._dialogue.answer(item), item.headers["cseq"])
                return self._outgoing.transport.get_write_buffer_size() < 2 * MAX_WAITING_BYTES

    def _reply(self, response: Response, cseq: str | None) -> None:
        self._outgoing.write(response.encode(cseq))
