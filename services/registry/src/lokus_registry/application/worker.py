"""Work that is done behind the requests: one piece after the other, each a transaction of its own.

A `Worker` is a task of the root. It does what waits, then sleeps until it is woken or `poll_seconds`
have passed, so that what another process left, or what has become due, is found as well. Which piece
is next, and that no two processes take the same, is for the database to say.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running

_PATIENT: Final = Backoff(first_seconds=0.5, cap_seconds=10.0)


class Worker:
    """Does pieces of one kind; `do_one` returns False when none is waiting."""

    def __init__(
        self, name: str, do_one: Callable[[], Awaitable[bool]], clock: Clock, poll_seconds: float = 1.0
    ) -> None:
        self.name = name
        self._do_one = do_one
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There is something to do: look now."""
        self._woken.set()

    async def run(self) -> None:
        """Work for ever; waits while the database or the bus is away."""
        await keep_running(
            self.name, self._run_once, retry_on=(Unavailable,), clock=self._clock, backoff=_PATIENT
        )

    async def _run_once(self) -> None:
        while True:
            self._woken.clear()
            while await self._do_one():
                pass
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll_seconds):
                    await self._woken.wait()
