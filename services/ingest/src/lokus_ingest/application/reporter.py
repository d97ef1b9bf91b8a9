"""Tells the state of one stream: at once when it changes, and every few seconds in any case.

Nothing waits for it: a state that could not be told is counted, and the next one heals it.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from lokus_ingest.application.live_stream import LiveStream
from lokus_ingest.application.ports import Outbound, Overtaken
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.report import Glimpse, noticeable
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_proto.v1.stream_state import StreamState

LOOK_EVERY_SECONDS: Final = 1.0
TELL_EVERY_SECONDS: Final = 8.0


async def told(outbound: Outbound, key: StreamKey, state: StreamState, tally: Tally) -> bool:
    """Tell a state; whether it is kept now. Overtaken if a later owner has told one."""
    try:
        await outbound.state(key, state)
    except Unavailable:
        tally.states_untold += 1
        return False
    tally.states_told += 1
    return True


class Reporter:
    """`run` is a task of the stream."""

    def __init__(
        self,
        stream: LiveStream,
        outbound: Outbound,
        clock: Clock,
        tally: Tally,
        on_overtaken: Callable[[StreamKey], None] = lambda _: None,
    ) -> None:
        self._stream = stream
        self._on_overtaken = on_overtaken
        self._outbound = outbound
        self._clock = clock
        self._tally = tally
        self._told: Glimpse | None = None
        self._told_seconds = 0.0

    async def run(self) -> None:
        """Report until cancelled."""
        key = self._stream.key
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._look(), name=f"look {key}")
            tasks.create_task(self._tell(), name=f"tell {key}")

    async def _look(self) -> None:
        while True:
            await self._clock.sleep(LOOK_EVERY_SECONDS)
            if self._due():
                self._stream.changed.set()

    async def _tell(self) -> None:
        while True:
            await self._stream.changed.wait()
            self._stream.changed.clear()
            # It may have changed so that it need not be told at once, or be another's still.
            if not (self._due() and self._stream.is_tellable):
                continue
            glimpse = self._stream.glimpse()
            self._told = glimpse if await self._is_told(self._stream.state()) else None
            self._told_seconds = self._clock.monotonic_seconds()

    async def _is_told(self, state: StreamState) -> bool:
        try:
            return await told(self._outbound, self._stream.key, state, self._tally)
        except Overtaken:  # what the later owner says stands
            self._on_overtaken(self._stream.key)
            return True

    def _due(self) -> bool:
        waited_seconds = self._clock.monotonic_seconds() - self._told_seconds
        if self._told is None or waited_seconds >= TELL_EVERY_SECONDS:
            return True
        return noticeable(self._told, self._stream.glimpse())
