"""The watch: what becomes wrong by the mere passing of time is found and told.

A worker of the root looks again and again for things that are due; what is wrong with each is then settled
under its lock, as every call on it does.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from lokus_kit.clock import Clock
from lokus_registry.application.custody.alarms import settle
from lokus_registry.application.custody.openings import file_of, settle_opening
from lokus_registry.application.custody.ports import BeginOpenings, BeginShipments
from lokus_registry.application.ports import Lock
from lokus_registry.domain.custody.opening import WITNESS_GRACE
from lokus_registry.domain.custody.shipment import GRACE, causes

LOOK_SECONDS: Final = 5.0


class Due(NamedTuple):
    """A thing of a tenant that has something wrong with it which is not told yet."""

    tenant: str
    key: str


class DueThings(Protocol):
    """Finds across all tenants."""

    async def shipments(self, overdue_since: datetime) -> Sequence[Due]:
        """Some shipments with legs that were due before then, and no alarm of it; none when none is left."""
        ...

    async def openings(self, opened_before: datetime) -> Sequence[Due]:
        """Some openings since before then, without enough witnesses and an alarm of it; or none."""
        ...


class CustodyWatch:
    """Settles what is due, some things at a time."""

    def __init__(
        self, due: DueThings, shipments: BeginShipments, openings: BeginOpenings, clock: Clock
    ) -> None:
        self._due = due
        self._shipments = shipments
        self._openings = openings
        self._clock = clock

    async def look(self) -> bool:
        """Settle some of what is due; False when nothing was."""
        now = self._clock.now()
        shipments = await self._due.shipments(now - GRACE)
        openings = await self._due.openings(now - WITNESS_GRACE)
        for due in shipments:
            await self._settle_shipment(due)
        for due in openings:
            await self._settle_opening(due)
        return bool(shipments or openings)

    async def _settle_shipment(self, due: Due) -> None:
        async with self._shipments(due.tenant) as registers:
            shipment = await registers.plans.find(due.key, Lock.CHANGE)
            if shipment is not None:
                legs, now = await registers.legs.legs(shipment), self._clock.now()
                await settle(registers.bell, shipment.thing, causes(shipment, legs, now), now)

    async def _settle_opening(self, due: Due) -> None:
        async with self._openings(due.tenant) as registers:
            file = await file_of(registers, due.key, Lock.CHANGE)
            await settle_opening(registers, file.opening, file.course, file.parties, self._clock.now())
