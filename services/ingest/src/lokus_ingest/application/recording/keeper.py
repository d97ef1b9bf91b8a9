"""Brings closed segments from the spool to the store, tells of them, and tries again for ever.

While the store is away the spool grows. A segment leaves the spool only when it is kept and told, so a
crash in between has it kept and told twice, with the same name, hash and message id.
"""

from typing import Final

from lokus_ingest.application.recording.ports import Announcer, Closed, Store
from lokus_ingest.application.tally import Tally
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running

_AGAIN: Final = Backoff(first_seconds=0.5, cap_seconds=30.0)


class Keeper:
    """`run` is a task of the root."""

    def __init__(
        self, closed: Closed, store: Store, announcer: Announcer, clock: Clock, tally: Tally
    ) -> None:
        self._closed = closed
        self._store = store
        self._announcer = announcer
        self._clock = clock
        self._tally = tally

    async def run(self) -> None:
        """Keep until cancelled."""
        await keep_running(
            "keep segments", self._run_once, retry_on=(Unavailable,), clock=self._clock, backoff=_AGAIN
        )

    async def _run_once(self) -> None:
        while True:
            for waiting in await self._closed.waiting():
                await self._store.keep(waiting.closed, await self._closed.content(waiting))
                await self._announcer.tell(waiting.tenant, waiting.closed)
                await self._closed.forget(waiting)
                self._tally.segments_kept += 1
