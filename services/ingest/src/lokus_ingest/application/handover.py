"""Keeps pulling a stream that went to another worker until that one delivers it.

Its readers renew their interest with both, and get what comes from here until the newer pictures are
there. A camera that lets nobody else in, and says so, is let go at once.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol

from lokus_ingest.application.live_stream import LiveStream
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_proto.v1.stream_state import Phase, ReasonKind, StreamState

DRAINING_SECONDS: Final = 5.0
MOVING_SECONDS: Final = 600.0
"""Nobody waits for us when a camera moves to a worker that joined; that one connects to all its share."""
READERS_SECONDS: Final = 2.5
"""In this time a reader has renewed its interest, and so told it to the new owner."""
_LOOK_SECONDS: Final = 0.2


class Tidings(Protocol):
    """Whatever tells the states of a stream."""

    def of(self, key: StreamKey) -> AbstractAsyncContextManager[AsyncIterator[StreamState]]:
        """What is told of a stream: the newest, then what comes; Unavailable if the bus goes away."""
        ...


class Handover:
    """Called once for each stream that is to be let go; returns when it may be."""

    def __init__(
        self,
        tidings: Tidings,
        streams: Mapping[StreamKey, LiveStream],
        has_others: Callable[[], bool],
        is_draining: Callable[[], bool],
        clock: Clock,
    ) -> None:
        self._tidings = tidings
        self._streams = streams
        self._has_others = has_others
        self._is_draining = is_draining
        self._clock = clock

    async def __call__(self, key: StreamKey) -> None:
        """Wait for the new owner."""
        stream = self._streams.get(key)
        if stream is None or stream.phase is not Phase.DELIVERING or not self._has_others():
            return
        async with asyncio.TaskGroup() as tasks:
            waits = (
                tasks.create_task(self._until_delivered(stream), name=f"new owner of {key}"),
                tasks.create_task(self._until_of_no_use(stream), name=f"patience with {key}"),
            )
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()

    async def _until_of_no_use(self, stream: LiveStream) -> None:
        """Until there is nothing to keep, nobody to wait for, or no time."""
        began_seconds = draining_since_seconds = self._clock.monotonic_seconds()
        while stream.phase is Phase.DELIVERING and self._has_others():
            await self._clock.sleep(_LOOK_SECONDS)
            now_seconds = self._clock.monotonic_seconds()
            if not self._is_draining():
                draining_since_seconds = now_seconds
            if now_seconds - draining_since_seconds >= DRAINING_SECONDS:
                return
            if now_seconds - began_seconds >= MOVING_SECONDS:
                return

    async def _until_delivered(self, stream: LiveStream) -> None:
        try:
            async with self._tidings.of(stream.key) as states:
                await self._follow(stream, states)
        except Unavailable:  # then nobody can say, and time decides
            await asyncio.Event().wait()

    async def _follow(self, stream: LiveStream, states: AsyncIterator[StreamState]) -> None:
        async for state in states:
            if state.epoch <= stream.epoch:
                continue
            if state.reason is ReasonKind.BUSY:
                return
            if state.phase is Phase.DELIVERING:
                if stream.readers:
                    await self._clock.sleep(READERS_SECONDS)
                return
