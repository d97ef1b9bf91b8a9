"""Brings closed segments from the spool to the store, tells of them, and tries again for ever.

All cameras close a segment at the same wall-clock mark. A few at a time go up, the oldest first, and what
closed together is spread over SPREAD_SECONDS, so that neither memory nor the event loop feels the mark. While
the store is away the spool grows; a segment that the store alone refuses holds up no other. A segment leaves
the spool only when it is kept and told, so a crash in between has it kept and told twice, with the same name,
hash and message id.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Final

from lokus_ingest.application.recording.ports import Announcer, Closed, Store, Waiting
from lokus_ingest.application.tally import Tally
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running

UPLOADS: Final = 4
"""At once, for the whole worker."""
SPREAD_SECONDS: Final = 20.0
_LONGEST_GAP_SECONDS: Final = 0.05
PATIENCE: Final = 4
"""After so many refusals the store counts as away."""
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
        self._hurries = False

    def hurry(self) -> None:
        """What is closed goes up without a pause from now on: the process ends."""
        self._hurries = True

    async def run(self) -> None:
        """Keep until cancelled."""
        await keep_running(
            "keep segments", self._run_once, retry_on=(Unavailable,), clock=self._clock, backoff=_AGAIN
        )

    async def _run_once(self) -> None:
        while True:
            batch = _Batch(await self._closed.waiting())
            async with asyncio.TaskGroup() as tasks:
                for number in range(UPLOADS):
                    tasks.create_task(self._upload(batch), name=f"upload {number}")
            if batch.refusals:
                raise batch.refusals[0]

    async def _upload(self, batch: "_Batch") -> None:
        """Keep runs of the batch for as long as there are any and the store takes them."""
        while (run := batch.next_run()) is not None:
            try:
                for waiting in run:
                    if not self._hurries:
                        await self._clock.sleep(batch.wait_seconds(self._clock.monotonic_seconds()))
                    await self._keep(waiting)
            except Unavailable as error:
                self._tally.keeping_failures += 1
                batch.refusals.append(error)

    async def _keep(self, waiting: Waiting) -> None:
        await self._store.keep(waiting.closed, waiting.file)
        await self._announcer.tell(waiting.tenant, waiting.closed)
        await self._closed.forget(waiting)
        self._tally.segments_kept += 1


class _Batch:
    """What waits, by the run it is of: an index has one writer, so a run's segments go one by one."""

    def __init__(self, waiting: Sequence[Waiting]) -> None:
        runs: dict[tuple[str, str, str, int], list[Waiting]] = {}
        for each in waiting:
            closed = each.closed
            runs.setdefault((each.tenant, closed.camera, closed.stream, closed.run), []).append(each)
        self._runs = deque(runs.values())
        self._gap_seconds = min(_LONGEST_GAP_SECONDS, SPREAD_SECONDS / max(len(waiting), 1))
        self._next_seconds = float("-inf")
        self.refusals: list[Unavailable] = []

    def next_run(self) -> list[Waiting] | None:
        """The run whose segment is the oldest; None if no more is to be tried."""
        return self._runs.popleft() if self._runs and len(self.refusals) < PATIENCE else None

    def wait_seconds(self, now_seconds: float) -> float:
        """How long the next segment waits for its turn."""
        turn_seconds = max(self._next_seconds, now_seconds)
        self._next_seconds = turn_seconds + self._gap_seconds
        return turn_seconds - now_seconds
