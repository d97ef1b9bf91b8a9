"""The database and the bus, from wheels: nothing to install on the machine.

An engine prepares its folder, says what process to run, and tells when that process serves.
Whoever holds it (the supervisor of `lokus up`, a test fixture) runs the process.
"""

from typing import Protocol

from lokus_local.child_command import ChildCommand


class Engine(Protocol):
    """A program from outside that the platform stands on."""

    name: str

    async def prepare(self) -> None:
        """Make the folder and the configuration; safe to repeat. EngineError says what is wrong."""

    def command(self) -> ChildCommand:
        """Return the process to run."""

    async def why_not_ready(self) -> str | None:
        """Return why the server does not serve us now; None when it does."""


class EngineError(Exception):
    """An engine cannot be prepared; the text says which, why and what to do."""
