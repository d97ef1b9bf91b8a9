"""Listening sockets on several addresses with one port number.

By default the camera listens on both loopbacks only. Port 0 asks for any port that is free on all
of the addresses.
"""

import errno
import socket
from collections.abc import Sequence

from lokus_kit.errors import StartError

LOOPBACKS = ("127.0.0.1", "::1")
_ATTEMPTS = 16
_BACKLOG = 128


def listen(hosts: Sequence[str], port: int) -> list[socket.socket]:
    """Listen on every host; no hosts means the loopbacks that this machine has.

    Raises StartError, which says what to do, when that cannot be.
    """
    for attempt in range(_ATTEMPTS):
        try:
            return _listen_once(hosts or _usable_loopbacks(), port)
        except OSError as error:
            # With port 0 the first address chose a port that may be taken on the second.
            if port == 0 and error.errno == errno.EADDRINUSE and attempt + 1 < _ATTEMPTS:
                continue
            raise StartError(_explain(error, hosts, port)) from error
    raise AssertionError("unreachable")


def _listen_once(hosts: Sequence[str], port: int) -> list[socket.socket]:
    listeners: list[socket.socket] = []
    try:
        for host in hosts:
            # `::` takes IPv4 as well, unless IPv4 has an address of its own in the list.
            shares = host == "::" and all(":" in other for other in hosts)
            listener = _bind(host, port, dual_stack=shares)
            listeners.append(listener)
            port = listener.getsockname()[1]
            listener.listen(_BACKLOG)
    except OSError:
        for listener in listeners:
            listener.close()
        raise
    return listeners


def _bind(host: str, port: int, *, dual_stack: bool) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setblocking(False)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, not dual_stack)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def _usable_loopbacks() -> list[str]:
    """Leave out the loopback of a family that this machine does not have."""
    usable = []
    for host in LOOPBACKS:
        try:
            _bind(host, 0, dual_stack=False).close()
        except OSError:
            continue
        usable.append(host)
    return usable


def _explain(error: OSError, hosts: Sequence[str], port: int) -> str:
    where = f"{', '.join(hosts or LOOPBACKS)} port {port}"
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use; choose another one with --port, or 0 for any free port"
    if error.errno == errno.EACCES:
        return f"not allowed to listen on {where}; choose a port above 1023 with --port"
    return f"cannot listen on {where}: {error.strerror}; give an address of this machine as --host"
