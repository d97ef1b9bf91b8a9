"""Lets recordings go that are past their retention: each camera's owner sees to its camera, in turn.

A turn lists the days of one camera, and of those that are due their hours; the turns of all its cameras a
worker spreads over PASS_SECONDS. So a recording stays for its retention at least, and for two hours more at
most. A camera that was removed has an owner too, and its last word stands: how long its footage stays, and
what is held. What is held stays in any case; so nothing goes while it is not certain that all that the
registry has said was heard, and nothing of a camera that nobody tells of: such strays are counted and named,
for a person to judge.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, Protocol

from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.recording.retention import (
    Keeping,
    RecordedHour,
    expired,
    held_beyond,
    last_past,
    may_go,
)
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running
from lokus_proto.subjects import StreamName

log = logging.getLogger(__name__)

PASS_SECONDS: Final = 1800.0
STRAYS_SECONDS: Final = 3600.0
_LONGEST_PAUSE_SECONDS: Final = 2.0
_IDLE_SECONDS: Final = 1.0
_NAMED_STRAYS: Final = 5
_AGAIN: Final = Backoff(first_seconds=5.0, cap_seconds=300.0)


class CameraShelves(Protocol):
    """The recorded hours in the store, by camera. Whatever it cannot do is Unavailable."""

    async def hours_until(self, tenant: str, camera: str, last: datetime) -> list[RecordedHour]:
        """Those of a camera that began by then; no more is looked at than that takes."""
        ...

    async def cameras(self) -> list[tuple[str, str]]:
        """Each tenant and camera of which there is anything."""
        ...

    async def remove(self, hour: RecordedHour) -> None:
        """Have an hour gone, whoever else is at it."""
        ...


class Expiry:
    """`run` and `run_strays` are tasks of the root; `owns`: whether a camera is this worker's.

    `heard_all`: whether this worker has heard all that the registry has said of cameras and holds, up to now.
    """

    def __init__(
        self,
        shelves: CameraShelves,
        policies: Policies,
        owns: Callable[[StreamKey], bool],
        heard_all: Callable[[], Awaitable[bool]],
        clock: Clock,
        tally: Tally,
    ) -> None:
        self._shelves = shelves
        self._policies = policies
        self._owns = owns
        self._heard_all = heard_all
        self._clock = clock
        self._tally = tally

    async def run(self) -> None:
        """See to all cameras in turn until cancelled."""
        while True:
            await self.see_to_all()

    async def run_strays(self) -> None:
        """Look for strays now and then until cancelled."""
        await keep_running(
            "look for strays", self._keep_looking, retry_on=(Unavailable,), clock=self._clock, backoff=_AGAIN
        )

    async def see_to_all(self) -> None:
        """One turn for each camera that is ours now."""
        cameras = [key for key in self._policies.cameras() if self._owns(StreamKey(*key, StreamName.MAIN))]
        pause_seconds = min(_LONGEST_PAUSE_SECONDS, PASS_SECONDS / max(len(cameras), 1))
        held, refused = 0, False
        for tenant, camera in cameras:
            try:
                held += await self._see_to(tenant, camera)
            except Unavailable as error:
                if not refused:
                    log.warning("recordings past their retention stay for now: %s", error)
                refused = True
            await self._clock.sleep(pause_seconds)
        self._tally.held_hours = held
        if not cameras:
            await self._clock.sleep(_IDLE_SECONDS)

    async def find_strays(self) -> None:
        """Count the cameras on the shelves that nobody tells of, and name some."""
        strays = [
            f"{tenant}/{camera}"
            for tenant, camera in await self._shelves.cameras()
            if self._kept(tenant, camera) is None
        ]
        if not await self._heard_all():
            return
        self._tally.stray_cameras = len(strays)
        if strays:
            named = ", ".join(strays[:_NAMED_STRAYS])
            log.warning(
                "recordings of %d cameras that the registry does not tell of stay until a person removes "
                "them: %s",
                len(strays),
                named,
            )

    async def _keep_looking(self) -> None:
        while True:
            await self._clock.sleep(STRAYS_SECONDS)
            await self.find_strays()

    async def _see_to(self, tenant: str, camera: str) -> int:
        """Let go what is due of a camera; how many hours stay for a hold alone."""
        kept, now, keeping = self._kept(tenant, camera), self._clock.now(), self._policies.keeping
        if kept is None:
            return 0
        due = await self._shelves.hours_until(tenant, camera, last_past(now, kept.retention_hours))
        if not due or not await self._heard_all():
            return 0
        for hour in expired(due, now, keeping):
            if may_go(hour, keeping(hour.key)):  # no hold came while others went
                await self._shelves.remove(hour)
                self._tally.hours_expired += 1
        return held_beyond(due, now, keeping)

    def _kept(self, tenant: str, camera: str) -> Keeping | None:
        return self._policies.keeping(StreamKey(tenant, camera, StreamName.MAIN))
