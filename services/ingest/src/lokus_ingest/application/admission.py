"""The gate: nobody connects to a camera before it lets them.

One rate for the worker, which is its share of the fleet's, and one for each network segment, so that a
district whose power returns is not stormed. Who waits is let through in the order of waiting. Owned by the
event loop; `run` is a task of the root, and works only while somebody waits.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.networks import IpAddress, segment_of
from lokus_ingest.domain.token_bucket import Pace
from lokus_ingest.domain.waiting_line import WaitingLine
from lokus_kit.clock import Clock

LONGEST_SLEEP_SECONDS: Final = 0.1
"""Who joins meanwhile may have less to wait than those who were there."""
SHORTEST_SLEEP_SECONDS: Final = 0.005


class Admission:
    """Rates are connects per second of the whole fleet; `share` says what part of them is this worker's."""

    def __init__(
        self,
        per_second: float,
        segment_per_second: float,
        share: Callable[[], float],
        clock: Clock,
        tally: Tally,
    ) -> None:
        self._per_second = per_second
        self._segment_per_second = segment_per_second
        self._share = share
        self._clock = clock
        self._tally = tally
        self._applied_share = share()
        self._line = WaitingLine(*self._paces(), clock.monotonic_seconds())
        self._doors: dict[int, asyncio.Future[None]] = {}
        self._somebody = asyncio.Event()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._line)

    async def enter(self, host: IpAddress, on_wait: Callable[[float], None]) -> None:
        """Return when a connection to `host` may be made; `on_wait` is told about how long that takes."""
        joined_seconds = self._clock.monotonic_seconds()
        ticket = self._line.join(segment_of(host), joined_seconds)
        door = self._doors[ticket] = asyncio.get_running_loop().create_future()
        try:
            self._let_in()
            if not door.done():
                on_wait(self._line.expected_seconds(ticket))
                self._somebody.set()
            await door
        finally:
            self._line.leave(ticket)
            self._doors.pop(ticket, None)
        self._tally.admitted += 1
        self._tally.admission_wait_seconds += self._clock.monotonic_seconds() - joined_seconds

    async def run(self) -> None:
        """Let in whoever may, until cancelled."""
        while True:
            await self._somebody.wait()
            self._let_in()
            wait_seconds = self._line.wait_seconds(self._clock.monotonic_seconds())
            if wait_seconds is None:
                self._somebody.clear()
            else:
                bounded = max(SHORTEST_SLEEP_SECONDS, min(wait_seconds, LONGEST_SLEEP_SECONDS))
                await self._clock.sleep(bounded)

    def _let_in(self) -> None:
        now_seconds = self._clock.monotonic_seconds()
        if (share := self._share()) != self._applied_share:
            self._applied_share = share
            self._line.change(*self._paces(), now_seconds)
        while (ticket := self._line.admit(now_seconds)) is not None:
            door = self._doors.pop(ticket)
            if not door.done():
                door.set_result(None)

    def _paces(self) -> tuple[Pace, Pace]:
        share = self._applied_share
        return Pace.within(self._per_second * share), Pace.within(self._segment_per_second * share)
