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
MOVING_SECONDS: Final = 30.0
"""Nobody waits for us when a camera moves to a worker that joined, which may have many to connect to."""
READERS_SECONDS: Final = 2.5
"""In this time a reader has renewed its interest, and so told it to the new owner."""


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
        try:
            async with asyncio.timeout(DRAINING_SECONDS if self._is_draining() else MOVING_SECONDS):
                async with self._tidings.of(key) as states:
                    await self._follow(stream, states)
        except (TimeoutError, Unavailable):
            return

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
