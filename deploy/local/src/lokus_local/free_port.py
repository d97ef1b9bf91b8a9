"""TCP ports that nobody uses.

Free ports are drawn at random below the range from which the kernel serves outgoing connections
(32768 and up on Linux): a port found free there is not taken by somebody's client a moment later.
"""

import random
import socket

_LOWEST, _HIGHEST = 20_000, 31_999
_ATTEMPTS = 200


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether a server could listen on `port` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port on which nobody listens on 127.0.0.1."""
    for _ in range(_ATTEMPTS):
        port = random.randint(_LOWEST, _HIGHEST)  # noqa: S311 (no secret)
        if is_free(port):
            return port
    raise OSError(f"no free port found between {_LOWEST} and {_HIGHEST}")
