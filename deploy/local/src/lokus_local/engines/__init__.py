"""The database and the bus, from wheels: nothing to install on the machine.

An engine prepares its folder, says what process to run, and tells when that process serves.
Whoever holds it (the supervisor of `lokus up`, a test fixture) runs the process.
"""

from typing import Protocol
from urllib.parse import urlsplit

from lokus_local.child_command import ChildCommand


class Engine(Protocol):
    """A program from outside that the platform stands on."""

    name: str

    async def prepare(self) -> None:
        """Make the folder and the configuration; safe to repeat. EngineError says what is wrong."""

    def command(self) -> ChildCommand:
        """Return the process to run."""

    async def why_not_ready(self) -> str | None:
        """Return why the server does not serve us yet; None when it does.

        ServerRefusedError when it never will.
        """


class EngineError(Exception):
    """An engine cannot be prepared; the text says which, why and what to do."""


class ServerRefusedError(Exception):
    """A server answers and turns us away, so waiting is in vain; the text says which and why."""


def shown(kind: str, url: str) -> str:
    """Name the server at `url` (the first, of several) without its secret."""
    address = urlsplit(url.split(",", maxsplit=1)[0])
    return f"{kind} at {address.hostname}:{address.port}" if address.port else f"{kind} at {address.hostname}"
