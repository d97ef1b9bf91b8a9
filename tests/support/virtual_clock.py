"""A clock that a test moves: sleepers wake when it passes them, one after the other."""

import asyncio
import heapq
from datetime import UTC, datetime
from itertools import count

_TURNS = 20
"""Turns of the event loop after each wake-up, enough for what was woken to get to its next wait."""


class SteppedClock:
    """Time stands still until `advance`; many tasks may sleep on it at once."""

    def __init__(self, seconds: float = 1_000_000.0) -> None:
        self._seconds = seconds
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._seconds, UTC)

    def monotonic_seconds(self) -> float:
        return self._seconds

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._seconds + seconds, next(self._order), woken))
        await woken

    async def advance(self, seconds: float) -> None:
        """Let time pass, and everybody do what falls due in it."""
        end = self._seconds + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            self._seconds, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)
            await settle()
        self._seconds = end
        await settle()

    async def jump(self, seconds: float) -> None:
        """Let time pass while nobody does anything; then all that fell due is done at once."""
        self._seconds += seconds
        while self._sleepers and self._sleepers[0][0] <= self._seconds:
            _, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)
        await settle()


async def settle() -> None:
    """Let every task run until it waits."""
    for _ in range(_TURNS):
        await asyncio.sleep(0)
