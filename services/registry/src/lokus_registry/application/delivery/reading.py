"""What was measured of one camera, for those who own it, keep it running or audit it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_registry.application.placing import seen
from lokus_registry.application.ports import Registers
from lokus_registry.domain.delivery.cover import NEVER_HEARD_OF, Covered, Status, check_period, cover
from lokus_registry.domain.delivery.interval import Interval, Stretch
from lokus_registry.domain.policy.cameras import visible_cameras

USUAL: Final = timedelta(days=1)


class Deliveries(Protocol):
    """What was measured of the cameras of one tenant."""

    async def intervals(self, camera: str, period: Stretch, limit: int) -> Sequence[Interval]:
        """The first intervals that touch a period, in order, the running one among them."""
        ...

    async def status(self, camera: str) -> Status | None:
        """What it is now; None if it was never reported."""
        ...


@dataclass(frozen=True, slots=True)
class DeliveryRegisters:
    """What one reading of delivery sees."""

    places: Registers
    deliveries: Deliveries


Begin = Callable[[str], AbstractAsyncContextManager[DeliveryRegisters]]


@dataclass(frozen=True, slots=True)
class Delivered:
    """Stretches that cover a period up to `next`, where reading goes on; None: to its end."""

    items: Sequence[Covered]
    next: datetime | None


class DeliveryReading:
    """The calls on what was delivered."""

    def __init__(self, begin: Begin, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def of_camera(
        self, caller: Caller, key: str, start: datetime | None, end: datetime | None, limit: int
    ) -> Delivered:
        """What one camera delivered; by default in the last day."""
        end = end or self._clock.now()
        start = start or end - USUAL
        check_period(start, end)
        async with self._begin(caller.tenant) as registers:
            await _may_see(caller, registers, key)
            found = await registers.deliveries.intervals(key, (start, end), limit + 1)
        cut = found[limit].started_at if len(found) > limit else None
        return Delivered(tuple(cover((start, cut or end), found[:limit])), cut)

    async def status(self, caller: Caller, key: str) -> Status:
        """What one camera is now."""
        async with self._begin(caller.tenant) as registers:
            await _may_see(caller, registers, key)
            return await registers.deliveries.status(key) or NEVER_HEARD_OF


async def _may_see(caller: Caller, registers: DeliveryRegisters, key: str) -> None:
    scope = visible_cameras(caller)
    found = await seen(registers.places, key)
    scope.require("camera", key, found.site.owner, found.camera.vendor)
