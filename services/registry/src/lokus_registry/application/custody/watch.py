"""The watch: what becomes wrong by the mere passing of time is found and told.

A worker of the root looks again and again for things that are due; what is wrong with each is then settled
under its lock, as every call on it does.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from lokus_kit.clock import Clock
from lokus_registry.application.custody.alarms import settle
from lokus_registry.application.custody.ports import BeginShipments
from lokus_registry.application.ports import Lock
from lokus_registry.domain.custody.shipment import GRACE, causes

LOOK_SECONDS: Final = 5.0


class Due(NamedTuple):
    """A thing of a tenant that has something wrong with it which is not told yet."""

    tenant: str
    key: str


class DueShipments(Protocol):
    """Finds across all tenants."""

    async def shipments(self, overdue_since: datetime) -> Sequence[Due]:
        """Some shipments with legs that were due before then, and no alarm of it; none when none is left."""
        ...


class CustodyWatch:
    """Settles what is due, some things at a time."""

    def __init__(self, due: DueShipments, begin: BeginShipments, clock: Clock) -> None:
        self._due = due
        self._begin = begin
        self._clock = clock

    async def look(self) -> bool:
        """Settle some of what is due; False when nothing was."""
        now = self._clock.now()
        return await _each(await self._due.shipments(now - GRACE), self._settle_shipment)

    async def _settle_shipment(self, due: Due) -> None:
        async with self._begin(due.tenant) as registers:
            shipment = await registers.plans.find(due.key, Lock.CHANGE)
            if shipment is not None:
                legs, now = await registers.legs.legs(shipment), self._clock.now()
                await settle(registers.bell, shipment.thing, causes(shipment, legs, now), now)


async def _each(found: Sequence[Due], settle_one: Callable[[Due], Awaitable[None]]) -> bool:
    for due in found:
        await settle_one(due)
    return bool(found)
