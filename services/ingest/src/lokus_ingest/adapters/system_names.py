"""Names of hosts, as this machine's resolver knows them.

The resolver blocks, so it has a few threads of its own: with the name server away, cameras with names wait
for them, and for no longer than their patience; cameras with addresses never do.
"""

import asyncio
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Final

from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.networks import IpAddress
from lokus_proto.v1.stream_state import ReasonKind

PATIENCE_SECONDS: Final = 3.0
_THREADS: Final = 8


class SystemNames:
    """The port `Names`."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="names")

    async def addresses(self, name: str) -> Sequence[IpAddress]:
        """What a name stands for, in the order in which the machine prefers it."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await loop.run_in_executor(self._threads, _look_up, name)
        except TimeoutError:
            raise SourceFailure(
                ReasonKind.UNREACHABLE,
                "the camera's name could not be looked up in time: is its server up?",
            ) from None
        except (OSError, UnicodeError):
            raise SourceFailure(
                ReasonKind.UNREACHABLE, "the camera's name is unknown: correct the host of the URL"
            ) from None


def _look_up(name: str) -> Sequence[IpAddress]:
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(ip_address(each[4][0]) for each in found))
