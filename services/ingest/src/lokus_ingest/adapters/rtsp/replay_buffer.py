"""What lies between a camera that replays as fast as the line and a writer that takes its time.

Full, it has the connection pause, so that TCP makes the camera wait; nearly empty, it has it go on. So it
holds no more than MOST_BYTES and what one read may still bring. Owned by the event loop.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from lokus_ingest.domain.rtp.replay_clock import Replayed

MOST_BYTES: Final = 8 * 1024 * 1024
_LEAST_BYTES: Final = MOST_BYTES // 4


class ReplayBuffer:
    """`pause` and `resume` are the connection's."""

    def __init__(self, pause: Callable[[], None], resume: Callable[[], None]) -> None:
        self._pause = pause
        self._resume = resume
        self._pictures: deque[Replayed] = deque()
        self._bytes = 0
        self._paused = False
        self._came = asyncio.Event()

    def put(self, replayed: Replayed) -> None:
        """A picture came."""
        self._pictures.append(replayed)
        self._bytes += len(replayed.picture.payload)
        self._came.set()
        if self._bytes > MOST_BYTES and not self._paused:
            self._paused = True
            self._pause()

    def take(self) -> Replayed | None:
        """The oldest; None if there is none."""
        if not self._pictures:
            self._came.clear()
            return None
        replayed = self._pictures.popleft()
        self._bytes -= len(replayed.picture.payload)
        if self._paused and self._bytes < _LEAST_BYTES:
            self._paused = False
            self._resume()
        return replayed

    def wake(self) -> None:
        """Whoever waits is to look what happened."""
        self._came.set()

    async def wait(self) -> None:
        """Once there was nothing to take: return when something came, or happened."""
        await self._came.wait()
