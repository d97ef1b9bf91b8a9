"""Tells all cameras again when the bus has lost them; a task of the root.

The kept plane has a life: it ends when its store is lost or somebody deletes it. The database holds
the lives that have heard of every camera, so a new life is noticed whatever happened in between, and
a telling that was cut short starts over. Telling goes through the outbox, behind what waits there,
so no camera falls back to an older version.
"""

import logging
from typing import Final

from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running
from lokus_registry.application.ports import Archive, Plane

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 5.0
_PATIENT: Final = Backoff(first_seconds=1.0, cap_seconds=10.0)


class Republication:
    """Watches the plane and tells it what it does not know."""

    def __init__(self, plane: Plane, archive: Archive, clock: Clock) -> None:
        self._plane = plane
        self._archive = archive
        self._clock = clock
        self._heard: str | None = None

    async def run(self) -> None:
        """Look every `LOOK_SECONDS`, for ever."""
        await keep_running(
            "republication", self._run_once, retry_on=(Unavailable,), clock=self._clock, backoff=_PATIENT
        )

    async def _run_once(self) -> None:
        while True:
            await self.look()
            await self._clock.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Tell all cameras if the plane's present life has not heard of them."""
        life = await self._plane.life()
        if life != self._heard and not await self._archive.has_told(life):
            await self._tell_all(life)
        self._heard = life

    async def _tell_all(self, life: str) -> None:
        log.info("the bus keeps nothing from before: telling it all cameras")
        place: tuple[str, str] | None = ("", "")
        while place is not None:
            place = await self._archive.tell_behind(place)
        await self._archive.remember(life)
