"""Wait for a condition, with a limit; never for a fixed time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from lokus_kit.clock import SystemClock

PATIENCE_SECONDS = 60.0
_POLL_SECONDS = 0.1
_clock = SystemClock()

Value = TypeVar("Value")


async def until(
    ask: Callable[[], Awaitable[Value]],
    what: str,
    limit_seconds: float = PATIENCE_SECONDS,
    poll_seconds: float = _POLL_SECONDS,
) -> Value:
    """Return the first true answer of `ask`; AssertionError says that `what` did not come."""
    deadline = _clock.monotonic_seconds() + limit_seconds
    while not (answer := await ask()):
        if _clock.monotonic_seconds() > deadline:
            raise AssertionError(f"no {what} within {limit_seconds} s; last answer: {answer!r}")
        await asyncio.sleep(poll_seconds)
    return answer
