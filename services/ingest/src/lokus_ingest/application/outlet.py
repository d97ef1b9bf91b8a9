"""The way out for one stream's media: a bounded queue between the camera and the bus.

The camera never waits for the bus. When the queue is full, or the bus is away, access units are
dropped up to the next key frame, for what comes in between could not be decoded, and counted.
"""

import asyncio
from collections import deque
from typing import Final

from lokus_ingest.application.ports import Outbound
from lokus_ingest.application.tally import Loss, Tally
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.errors import Unavailable
from lokus_proto.media import AccessUnit

QUEUE_UNITS: Final = 128


class Outlet:
    """`offer` is called as pictures come; `run` is a task of the stream."""

    def __init__(self, key: StreamKey, outbound: Outbound, tally: Tally) -> None:
        self._key = key
        self._outbound = outbound
        self._tally = tally
        self._queue: deque[AccessUnit] = deque()
        self._filled = asyncio.Event()
        self._broken: Loss | None = None

    def offer(self, unit: AccessUnit) -> None:
        """Queue an access unit that somebody wants; never waits."""
        if len(self._queue) >= QUEUE_UNITS:
            self._broken = Loss.QUEUE
        elif unit.key_frame:
            self._broken = None
        if self._broken is not None:
            self._tally.lost[self._broken] += 1
            return
        self._queue.append(unit)
        self._filled.set()

    async def run(self) -> None:
        """Send what is queued, in order."""
        while True:
            await self._filled.wait()
            self._filled.clear()
            while self._queue:
                await self._send(self._queue.popleft())

    async def _send(self, unit: AccessUnit) -> None:
        try:
            await self._outbound.media(self._key, unit)
        except Unavailable:
            self._broken = Loss.BUS
            self._tally.lost[Loss.BUS] += 1 + len(self._queue)
            self._queue.clear()
        else:
            self._tally.published += 1
            self._tally.published_bytes += len(unit.payload)
