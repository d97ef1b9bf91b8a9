"""Legs: each side tells what it did, both confirm, and what does not add up is told as an alarm."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import NotFound
from lokus_registry.application.collection import ANYHOW, Precondition
from lokus_registry.application.custody.alarms import settle
from lokus_registry.application.custody.ports import BeginShipments, CameraView, ShipmentRegisters
from lokus_registry.application.custody.shipments import Travel, seen_travel, travel_of
from lokus_registry.application.files import existing_file, referred_file
from lokus_registry.application.jurisdiction import jurisdiction
from lokus_registry.application.ports import Lock
from lokus_registry.domain.custody.counts import Tally, check_counted
from lokus_registry.domain.custody.leg import Act, LegRecord, Side, after
from lokus_registry.domain.custody.moment import Span, around, happened
from lokus_registry.domain.custody.shipment import Leg, Shipment, causes
from lokus_registry.domain.file import File
from lokus_registry.domain.policy.custody import known_cameras, may_hand_over, may_see_custody

_COUNTING = frozenset({Act.DEPART, Act.ARRIVE, Act.CORRECT_DEPARTURE, Act.CORRECT_ARRIVAL})


@dataclass(frozen=True, slots=True)
class Told:
    """What a side says of a leg, before it is known who says it and when; `at` None is now."""

    act: Act
    side: Side
    at: datetime | None = None
    sent: Tally = field(default_factory=dict)
    received: Tally = field(default_factory=dict)
    damaged: Tally = field(default_factory=dict)
    receipt: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """Where and when to look: the cameras at one end of a leg, around the handover there."""

    site: str
    span: Span
    actual: bool
    """Whether the handover has taken place; else the span is around the planned time."""
    cameras: Sequence[CameraView]


@dataclass(frozen=True, slots=True)
class LegDossier:
    """All that there is of a leg."""

    leg: Leg
    records: Sequence[LegRecord]
    watches: Sequence[Watch]


class Legs:
    """The calls on the legs of a shipment."""

    def __init__(self, begin: BeginShipments, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def tell(
        self, caller: Caller, shipment: str, key: str, told: Told, precondition: Precondition = ANYHOW
    ) -> Leg:
        """Add what a side says; Conflict when it is not legal in the leg's state."""
        async with self._begin(caller.tenant) as registers:
            travel = await travel_of(registers, shipment, Lock.CHANGE)
            leg = leg_of(travel, key)
            may_hand_over(caller, leg.hands, told.side)
            precondition.check("leg", key, leg)
            now = self._clock.now()
            record = _record(caller, told, now)
            custody = after(leg.custody, record)
            await _check_told(registers, caller, travel.shipment, told)
            await registers.legs.add(shipment, key, record, custody)
            legs = await registers.legs.legs(travel.shipment)
            await settle(registers.bell, travel.shipment.thing, causes(travel.shipment, legs, now), now)
            await registers.announcer.changed(caller, "shipments", [shipment])
            return leg_of(Travel(travel.shipment, legs), key)

    async def get(self, caller: Caller, shipment: str, key: str) -> LegDossier:
        """One leg with its records, and where to look."""
        may_see_custody(caller)
        async with self._begin(caller.tenant) as registers:
            leg = leg_of(await seen_travel(registers, caller, shipment), key)
            sight = known_cameras(caller, await jurisdiction(registers.organisations, caller))
            cameras = await registers.surroundings.cameras({leg.plan.from_site, leg.plan.to_site}, sight)
            return LegDossier(leg, await registers.legs.records(shipment, key), _watches(leg, cameras))

    async def receipt(self, caller: Caller, shipment: str, key: str, sha256: str) -> File:
        """A receipt that is attached to a leg."""
        may_see_custody(caller)
        async with self._begin(caller.tenant) as registers:
            travel = await seen_travel(registers, caller, shipment)
            if sha256 not in leg_of(travel, key).custody.receipts:
                raise NotFound(f"leg {key} of shipment {shipment} has no receipt {sha256}")
            return await existing_file(registers.files, sha256)


def leg_of(travel: Travel, key: str) -> Leg:
    """The leg of that id; NotFound if the shipment has none."""
    for leg in travel.legs:
        if leg.plan.id == key:
            return leg
    raise NotFound(f"shipment {travel.shipment.id} has no leg {key}")


async def _check_told(registers: ShipmentRegisters, caller: Caller, shipment: Shipment, told: Told) -> None:
    if told.act in _COUNTING:
        check_counted(shipment.contents, told.sent, told.received, told.damaged)
    if told.receipt is not None:
        await referred_file(registers.files, caller, "receipt", told.receipt)


def _record(caller: Caller, told: Told, now: datetime) -> LegRecord:
    return LegRecord(
        act=told.act,
        side=told.side,
        at=happened(told.at, now),
        recorded_at=now,
        by=caller.subject,
        organisation=caller.organisation,
        sent=told.sent,
        received=told.received,
        damaged=told.damaged,
        receipt=told.receipt,
        reason=told.reason,
    )


def _watches(leg: Leg, cameras: Sequence[CameraView]) -> Sequence[Watch]:
    plan, custody = leg.plan, leg.custody
    ends = (
        (plan.from_site, plan.planned_departure, custody.departed_at),
        (plan.to_site, plan.planned_arrival, custody.arrived_at),
    )
    return [
        Watch(
            site=site,
            span=around(actual or planned, actual or planned),
            actual=actual is not None,
            cameras=[camera for camera in cameras if camera.site == site],
        )
        for site, planned, actual in ends
    ]
