"""The one way out for events: in order, none dropped.

A bounded queue and one task that sends. While the bus is away the first report is tried again and
the rest wait behind it; when the queue is full the cameras wait, and their media drop instead.
"""

import asyncio
from typing import Final

from lokus_analytics.application.ports import EventSink, Report
from lokus_analytics.application.tally import Tally
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running

MAX_WAITING: Final = 256
_BACKOFF: Final = Backoff(first_seconds=0.2, cap_seconds=2.0)


class EventLog:
    """Reports on their way to the sink."""

    def __init__(self, sink: EventSink, clock: Clock, tally: Tally, max_waiting: int = MAX_WAITING) -> None:
        self._sink = sink
        self._clock = clock
        self._tally = tally
        self._waiting: asyncio.Queue[Report] = asyncio.Queue(max_waiting)
        self._first: Report | None = None

    async def add(self, report: Report) -> None:
        """Put a report at the end; waits while there is no room."""
        await self._waiting.put(report)
        self._tally.reports_waiting = self._waiting.qsize()

    async def run(self) -> None:
        """Send, for ever; a task of the root."""
        await keep_running(
            "event log", self._run_once, retry_on=(Unavailable,), clock=self._clock, backoff=_BACKOFF
        )

    async def drain(self) -> None:
        """Wait until all that was added is kept."""
        await self._waiting.join()

    async def _run_once(self) -> None:
        while True:
            if self._first is None:
                self._first = await self._waiting.get()
            await self._sink.publish(self._first)
            self._first = None
            self._waiting.task_done()
            self._tally.reports_waiting = self._waiting.qsize()
