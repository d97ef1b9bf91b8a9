"""One connection to a camera of the swarm: its dialogue; pictures are sent by the pacer."""

import asyncio
import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import Final

from bench.fleet.swarm.dialogue import answer, camera_of
from bench.fleet.swarm.street import Player, Street
from lokus_kit.clock import Clock
from lokus_local.virtual_camera.bitstream import StreamDescription
from lokus_local.virtual_camera.rtsp_message import MessageParser, Request
from lokus_local.virtual_camera.sdp import describe

_SEND_BUFFER_BYTES: Final = 256 * 1024
"""A second of video, as a small device has room for; what does not fit is dropped."""

_BUFFER: Final = bytearray(64 * 1024)


class Session(asyncio.BufferedProtocol):
    """`next_slot` says which slot of the pacer comes next."""

    def __init__(
        self, street: Street, description: StreamDescription, next_slot: Callable[[], int], clock: Clock
    ) -> None:
        self._street = street
        self._description = description
        self._next_slot = next_slot
        self._clock = clock
        self._parser = MessageParser()
        self._transport: asyncio.Transport | None = None
        self._player: Player | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 (TCP)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        self._transport = transport
        self._street.connects.append(self._clock.monotonic_seconds())

    def get_buffer(self, sizehint: int) -> bytearray:  # noqa: ARG002 (asyncio's)
        """Where the next bytes go: all sessions share it, for they are taken at once."""
        return _BUFFER

    def buffer_updated(self, nbytes: int) -> None:
        """Answer requests; reports of the reader are passed over."""
        for item in self._parser.feed(bytes(_BUFFER[:nbytes])):
            if isinstance(item, Request):
                self._answer(item)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's)
        """Forget it."""
        assert self._transport is not None  # noqa: S101 (made before it is lost)
        self._street.transports.pop(self._transport, None)
        self._stop()

    def _answer(self, request: Request) -> None:
        assert self._transport is not None  # noqa: S101 (made before anything comes)
        camera = camera_of(request.uri)
        self._street.transports[self._transport] = camera
        if camera in self._street.away:
            self._transport.abort()
            return
        address = ip_address(self._transport.get_extra_info("sockname")[0])
        said = answer(request, describe(self._description, f"camera {camera}", address, camera))
        self._transport.write(said.response.encode(request.headers["cseq"]))
        if said.plays and self._player is None:
            self._player = self._street.play(camera, self._transport, self._next_slot())
        if said.leaves:
            self._stop()
            self._transport.close()

    def _stop(self) -> None:
        if self._player is not None:
            self._street.end(self._player)
            self._player = None
