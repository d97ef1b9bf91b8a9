"""Makes room on a disk that is nearly full: the oldest recordings go, whatever their retention.

Every worker sweeps, and may let go what another has just let go. Above the high-water mark there is an alarm
and room is made down to the low-water mark; with nothing left to let go, the spool takes no more until
there is room again, so that whatever shares the disk lives on. What is held stays in any case; so nothing
goes while it is not certain that all that the registry has said was heard.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol

from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.retention import RecordedHour, expendable, may_go
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running

log = logging.getLogger(__name__)

SWEEP_SECONDS: Final = 20.0
_AGAIN: Final = Backoff(first_seconds=1.0, cap_seconds=30.0)


class Shelves(Protocol):
    """The recorded hours in the store. Whatever it cannot do is Unavailable."""

    async def hours(self) -> list[RecordedHour]:
        """All of them."""
        ...

    async def remove(self, hour: RecordedHour) -> None:
        """Have an hour gone, whoever else is at it."""
        ...


@dataclass(frozen=True, slots=True)
class Marks:
    """Parts of the disk in use, 0 to 1; `local`: the store is on the same disk as the spool."""

    high: float
    low: float
    local: bool


class Sweeper:
    """`run` is a task of the root; `used` tells which part of the disk is in use.

    `heard_all`: whether this worker has heard all that the registry has said of cameras and holds, up to now.
    """

    def __init__(
        self,
        shelves: Shelves,
        policies: Policies,
        heard_all: Callable[[], Awaitable[bool]],
        used: Callable[[], float],
        marks: Marks,
        accept: Callable[[bool], None],
        clock: Clock,
        tally: Tally,
    ) -> None:
        self._shelves = shelves
        self._policies = policies
        self._heard_all = heard_all
        self._used = used
        self._marks = marks
        self._accept = accept
        self._clock = clock
        self._tally = tally

    async def run(self) -> None:
        """Sweep until cancelled."""
        await keep_running(
            "sweep recordings", self._run_once, retry_on=(Unavailable,), clock=self._clock, backoff=_AGAIN
        )

    async def _run_once(self) -> None:
        while True:
            await self.sweep()
            await self._clock.sleep(SWEEP_SECONDS)

    async def sweep(self) -> None:
        """Let go what must go for there to be room."""
        if self._used() >= self._marks.high:
            await self._make_room()
        else:
            self._tell(full=False)

    async def _make_room(self) -> None:
        hours = await self._known_hours() if self._marks.local else []
        for hour in expendable(hours, self._clock.now(), self._policies.keeping):
            if self._used() < self._marks.low:
                break
            log.warning("the disk is nearly full: the recording %s is let go", hour.folder)
            self._tally.hours_expended += await self._remove(hour)
        self._tell(full=self._used() >= self._marks.high)

    async def _remove(self, hour: RecordedHour) -> bool:
        """Let an hour go, unless a hold came while others went."""
        if not may_go(hour, self._policies.keeping(hour.key)):
            return False
        await self._shelves.remove(hour)
        return True

    async def _known_hours(self) -> list[RecordedHour]:
        """Those in the store; none while a hold may have been placed that was not heard of."""
        hours = await self._shelves.hours()
        return hours if await self._heard_all() else []

    def _tell(self, *, full: bool) -> None:
        if full and not self._tally.disk_full:
            log.error("the disk is nearly full and no recording may go: nothing is recorded")
        self._tally.disk_full = full
        self._accept(not full)
