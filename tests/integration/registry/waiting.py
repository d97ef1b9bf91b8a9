"""Waiting for what another process does in its own time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

_LIMIT_SECONDS = 90.0
_POLL_SECONDS = 0.05

T = TypeVar("T")


async def until(ask: Callable[[], Awaitable[T | None]]) -> T:
    """Ask again and again until there is an answer, and return it."""
    async with asyncio.timeout(_LIMIT_SECONDS):
        while True:
            if (answer := await ask()) is not None:
                return answer
            await asyncio.sleep(_POLL_SECONDS)
