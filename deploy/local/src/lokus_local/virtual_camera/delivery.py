"""How the packets of one session reach its reader: inside the RTSP connection, or as datagrams.

Nothing here waits. Interleaved packets go to the connection's write buffer, and `has_room` says
when it holds as much as it may; datagrams that the kernel does not take are lost, as on a network.
Both kinds live on the event loop.
"""

import asyncio
import socket
import struct
from collections.abc import Callable, Sequence
from typing import Any, Protocol

MAX_WAITING_BYTES = 2 * 1024 * 1024
_PORT_ATTEMPTS = 64


class Delivery(Protocol):
    """The way to one reader."""

    @property
    def transport_header(self) -> str:
        """Our Transport header for SETUP, without ssrc."""
        ...

    def has_room(self) -> bool:
        """Whether one more access unit may be sent now."""
        ...

    def send_media(self, headers: Sequence[bytes], payloads: Sequence[bytes]) -> None:
        """Send RTP packets, each a header and its payload."""
        ...

    def send_control(self, packet: bytes) -> None:
        """Send one RTCP compound packet."""
        ...

    def close(self, *, reader_is_gone: bool) -> None:
        """Release what is held; with `reader_is_gone`, end the reader's connection as well."""
        ...


class InterleavedDelivery:
    """RTP and RTCP as `$` frames in the RTSP connection (RFC 2326 section 10.12)."""

    def __init__(self, connection: asyncio.WriteTransport, channels: tuple[int, int]) -> None:
        self._connection = connection
        self.channels = channels

    @property
    def transport_header(self) -> str:
        """Our Transport header for SETUP, without ssrc."""
        return f"RTP/AVP/TCP;unicast;interleaved={self.channels[0]}-{self.channels[1]}"

    def has_room(self) -> bool:
        """Whether the connection's write buffer is below its limit."""
        return self._connection.get_write_buffer_size() < MAX_WAITING_BYTES

    def send_media(self, headers: Sequence[bytes], payloads: Sequence[bytes]) -> None:
        """Write all packets of an access unit with one system call, if the socket takes them."""
        if self._connection.is_closing():
            return
        parts: list[bytes] = []
        for header, payload in zip(headers, payloads, strict=True):
            prefix = struct.pack("!BBH", 0x24, self.channels[0], len(header) + len(payload))
            parts += (prefix, header, payload)
        self._connection.write(b"".join(parts))

    def send_control(self, packet: bytes) -> None:
        """Write one RTCP packet, unless the connection is closing."""
        if not self._connection.is_closing():
            prefix = struct.pack("!BBH", 0x24, self.channels[1], len(packet))
            self._connection.write(prefix + packet)

    def close(self, *, reader_is_gone: bool) -> None:
        """End the connection if the reader is gone: what waits in it would never be read."""
        if reader_is_gone:
            self._connection.abort()


class UdpDelivery:
    """RTP and RTCP as datagrams between a pair of our ports and a pair of the reader's."""

    def __init__(
        self,
        local: tuple[Any, ...],
        remote: tuple[Any, ...],
        client_ports: tuple[int, int],
    ) -> None:
        """`local` and `remote` are the socket addresses of the RTSP connection.

        Raises OSError when no pair of ports is free.
        """
        self._client_ports = client_ports
        self._remote = [(remote[0], port, *remote[2:]) for port in client_ports]
        self._rtp, self._rtcp = _bind_pair(local)
        self.on_control: Callable[[bytes], None] = _ignore
        self.lost_packets = 0
        asyncio.get_running_loop().add_reader(self._rtcp, self._receive_control)

    @property
    def transport_header(self) -> str:
        """Our Transport header for SETUP, without ssrc."""
        ours = [endpoint.getsockname()[1] for endpoint in (self._rtp, self._rtcp)]
        theirs = self._client_ports
        return f"RTP/AVP;unicast;client_port={theirs[0]}-{theirs[1]};server_port={ours[0]}-{ours[1]}"

    def has_room(self) -> bool:
        """Datagrams never wait."""
        return True

    def send_media(self, headers: Sequence[bytes], payloads: Sequence[bytes]) -> None:
        """Send one datagram for each packet."""
        for header, payload in zip(headers, payloads, strict=True):
            self._send(self._rtp, (header, payload), self._remote[0])

    def send_control(self, packet: bytes) -> None:
        """Send one RTCP packet."""
        self._send(self._rtcp, (packet,), self._remote[1])

    def close(self, *, reader_is_gone: bool) -> None:  # noqa: ARG002 (no connection to end)
        """Give both ports back."""
        asyncio.get_running_loop().remove_reader(self._rtcp)
        self._rtp.close()
        self._rtcp.close()

    def _send(self, via: socket.socket, parts: Sequence[bytes], remote: tuple[Any, ...]) -> None:
        try:
            via.sendmsg(parts, (), 0, remote)
        except OSError:  # a full buffer, or a network that is away: lost, as on the way
            self.lost_packets += 1

    def _receive_control(self) -> None:
        try:
            packet, sender = self._rtcp.recvfrom(2048)
        except OSError:  # nothing there after all, or an ICMP error of an earlier datagram
            return
        if sender[0] == self._remote[1][0]:
            self.on_control(packet)


def _ignore(_: bytes) -> None:
    """Hear a packet before anybody listens."""


def _bind_pair(local: tuple[Any, ...]) -> tuple[socket.socket, socket.socket]:
    """Bind an even port and the next one (RFC 3550 section 11) on the address of `local`."""
    for _ in range(_PORT_ATTEMPTS):
        rtp = _bind(local, 0)
        port = rtp.getsockname()[1]
        try:
            if port % 2 == 0:
                return rtp, _bind(local, port + 1)
        except OSError:
            pass  # the neighbour is taken: try another pair
        rtp.close()
    raise OSError(f"no free pair of UDP ports on {local[0]}")


def _bind(local: tuple[Any, ...], port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in local[0] else socket.AF_INET
    endpoint = socket.socket(family, socket.SOCK_DGRAM)
    try:
        endpoint.setblocking(False)
        endpoint.bind((local[0], port, *local[2:]))
    except OSError:
        endpoint.close()
        raise
    return endpoint
