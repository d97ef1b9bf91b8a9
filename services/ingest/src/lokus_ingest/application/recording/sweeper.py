"""Makes room on a disk that is nearly full: the oldest recordings go, whatever their retention.

Every worker sweeps, and may let go what another has just let go. At the high-water mark room is made down to
the low-water mark (`DiskWatch`). What is held stays in any case; so nothing goes while it is not certain that
all that the registry has said was heard.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from lokus_ingest.application.recording.disk_watch import DiskWatch
from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.retention import RecordedHour, expendable, may_go
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running

log = logging.getLogger(__name__)

SWEEP_SECONDS: Final = 20.0
LOOK_SECONDS: Final = 1.0
"""A city's cameras fill the room between the marks in minutes."""
_AGAIN: Final = Backoff(first_seconds=1.0, cap_seconds=30.0)


class Shelves(Protocol):
    """The recorded hours in the store. Whatever it cannot do is Unavailable."""

    async def hours(self) -> list[RecordedHour]:
        """All of them."""
        ...

    async def remove(self, hour: RecordedHour) -> None:
        """Have an hour gone, whoever else is at it."""
        ...


class Sweeper:
    """`run` is a task of the root.

    `heard_all`: whether this worker has heard all that the registry has said of cameras and holds, up to now.
    """

    def __init__(
        self,
        shelves: Shelves,
        policies: Policies,
        heard_all: Callable[[], Awaitable[bool]],
        disks: DiskWatch,
        clock: Clock,
        tally: Tally,
    ) -> None:
        self._shelves = shelves
        self._policies = policies
        self._heard_all = heard_all
        self._disks = disks
        self._clock = clock
        self._tally = tally
        self._unheard = False

    async def run(self) -> None:
        """Sweep until cancelled."""
        await keep_running(
            "sweep recordings", self._run_once, retry_on=(Unavailable,), clock=self._clock, backoff=_AGAIN
        )

    async def _run_once(self) -> None:
        while True:
            await self.sweep()
            await self._rest()

    async def _rest(self) -> None:
        """Until the next sweep is due, or a disk wants one."""
        due_seconds = self._clock.monotonic_seconds() + SWEEP_SECONDS
        while self._clock.monotonic_seconds() < due_seconds:
            await self._clock.sleep(LOOK_SECONDS)
            if self._unheard or self._disks.has_turned():
                return

    async def sweep(self) -> None:
        """Let go what must go for there to be room."""
        try:
            if self._disks.room_can_be_made():
                await self._make_room()
        finally:
            self._disks.settle()

    async def _make_room(self) -> None:
        hours = await self._known_hours()
        for hour in expendable(hours, self._clock.now(), self._policies.keeping):
            if not self._disks.wants_room():
                break
            log.warning("the disk is nearly full: the recording %s is let go", hour.folder)
            self._tally.hours_expended += await self._remove(hour)

    async def _remove(self, hour: RecordedHour) -> bool:
        """Let an hour go, unless a hold came while others went."""
        if not may_go(hour, self._policies.keeping(hour.key)):
            return False
        await self._shelves.remove(hour)
        return True

    async def _known_hours(self) -> list[RecordedHour]:
        """Those in the store; none while a hold may have been placed that was not heard of."""
        self._unheard = not await self._heard_all()
        hours = [] if self._unheard else await self._shelves.hours()
        return hours if await self._heard_all() else []
