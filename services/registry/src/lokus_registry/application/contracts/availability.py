"""The question of availability: of a camera, or of many at once.

It is counted when it is asked, so the question is bounded: by days for one camera, by cameras times days
for many. It breathes between cameras, as statements do.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Invalid, NotFound
from lokus_registry.application import collection
from lokus_registry.application.contracts.availability_ports import (
    AvailabilityRegisters,
    BeginAvailability,
    WhichCameras,
)
from lokus_registry.domain.contracts.account import Outage
from lokus_registry.domain.contracts.availability import Availability, Promise, Sums, service_in
from lokus_registry.domain.contracts.period import Span, asked_period
from lokus_registry.domain.policy.cameras import visible_cameras
from lokus_registry.domain.policy.contracts import visible_contracts
from lokus_registry.domain.policy.scope import Scope

LONGEST_OF_ONE: Final = timedelta(days=400)
LONGEST_OF_MANY: Final = timedelta(days=31)
MOST_CAMERA_DAYS: Final = 310_000
"""Of many cameras at once: ten thousand for a month, a city's for some days."""

_DAY_MS: Final = 86_400_000
_STEP: Final = 25
"""Cameras between two breaths: some milliseconds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The sums over the period, and, of a single camera, each of its outages."""

    period: Span
    sums: Sums
    outages: tuple[Outage, ...] | None


class AskingAvailability:
    """The call on availability."""

    def __init__(self, begin: BeginAvailability, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def ask(self, caller: Caller, which: WhichCameras, since: datetime, until: datetime) -> Answer:
        """Count; what is still to come is not asked about."""
        if which == WhichCameras():
            raise Invalid("camera, vendor, contract, area: name at least one", reason="which")
        longest = LONGEST_OF_MANY if which.camera is None else LONGEST_OF_ONE
        now = self._clock.now()
        if since >= now:
            raise Invalid("from: must lie in the past", reason="period")
        period = asked_period(since, min(until, now) if until > since else until, longest)
        async with self._begin(caller.tenant) as registers:
            scope = await _scope(registers, caller, which)
            await _check_bounded(registers, which, scope, period)
            return await self._count(registers, which, scope, period)

    async def _count(
        self, registers: AvailabilityRegisters, which: WhichCameras, scope: Scope, period: Span
    ) -> Answer:
        promises = {
            key: await _promise(registers, key, period)
            for key in await registers.selection.contracts(which, period)
        }
        counting, sums, number = Availability(period, promises, which.contract), Sums(), 0
        outages: tuple[Outage, ...] = ()
        async for cameras in registers.selection.cameras(which, scope, period):
            for camera in cameras:
                if (number := number + 1) % _STEP == 0:
                    await self._clock.sleep(0)
                counted = counting.account(camera)
                outages = counted.outages
                sums.add(counted)
        return Answer(period, sums, None if which.camera is None else outages)


async def _scope(registers: AvailabilityRegisters, caller: Caller, which: WhichCameras) -> Scope:
    """The cameras that the caller may ask about: all of a contract of theirs, or else their own."""
    scope = visible_cameras(caller)
    if which.contract is not None:
        contract = await collection.existing(registers.contracts, "contract", which.contract)
        visible_contracts(caller).require("contract", contract.id, contract.buyer, contract.vendor)
        return Scope(everything=True)
    if which.camera is not None:
        holders = await registers.selection.holders(which.camera)
        if holders is None:
            raise NotFound(f"there is no camera {which.camera}")
        scope.require("camera", which.camera, holders.owner, holders.vendor)
    return scope


async def _check_bounded(
    registers: AvailabilityRegisters, which: WhichCameras, scope: Scope, period: Span
) -> None:
    if which.camera is not None:
        return
    count = await registers.selection.count(which, scope, period)
    days = -(-period.length_ms // _DAY_MS)
    if count * days > MOST_CAMERA_DAYS:
        raise Invalid(
            f"{count} cameras for {days} days is more than is counted at once: ask for at most "
            f"{MOST_CAMERA_DAYS // count} days or for a smaller area; a statement tells a whole contract",
            reason="too-many",
        )


async def _promise(registers: AvailabilityRegisters, key: str, period: Span) -> Promise:
    contract = await collection.existing(registers.contracts, "contract", key)
    return Promise(
        service_in(contract, await registers.amendments.of(key), period),
        await registers.laid_over.overlays(key, period),
        await registers.laid_over.upheld_within(key, period),
    )
