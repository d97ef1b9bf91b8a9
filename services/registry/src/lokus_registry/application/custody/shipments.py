"""Shipments: planned by one organisation, read by all who have a hand in them.

The shipment's row is held from the first look to the commit, so that plan, records and alarms of a shipment
change one after the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lokus_identity.caller import Caller
from lokus_kit.clock import Clock
from lokus_kit.errors import Conflict, NotFound
from lokus_proto.v1.records_changed import Change
from lokus_registry.application.collection import ANYHOW, Page, Precondition
from lokus_registry.application.custody.alarms import settle
from lokus_registry.application.custody.ports import (
    BeginShipments,
    ShipmentFilter,
    ShipmentRegisters,
    ShipmentSummary,
    SiteHold,
)
from lokus_registry.application.custody.references import unknown_reference
from lokus_registry.application.jurisdiction import jurisdiction
from lokus_registry.application.ports import Lock, Window
from lokus_registry.domain.custody.leg import LegPlan, LegState
from lokus_registry.domain.custody.shipment import (
    Hands,
    Leg,
    Shipment,
    causes,
    check_plan,
    check_replan,
)
from lokus_registry.domain.person import Person
from lokus_registry.domain.policy.custody import (
    Concern,
    may_plan,
    may_plan_legs,
    may_see_custody,
    visible_custody,
)


@dataclass(frozen=True, slots=True)
class Travel:
    """A shipment, and what has become of its legs."""

    shipment: Shipment
    legs: Sequence[Leg]

    @property
    def concern(self) -> Concern:
        """Whom it concerns."""
        hands = [leg.hands for leg in self.legs]
        return Concern(
            organisations=frozenset({self.shipment.owner}).union(*(each.all for each in hands)),
            areas=frozenset(area for each in hands for area in (each.from_area, each.to_area)),
        )


class Shipments:
    """The calls on shipments."""

    def __init__(self, begin: BeginShipments, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def put(
        self, caller: Caller, shipment: Shipment, precondition: Precondition = ANYHOW
    ) -> tuple[Travel, bool]:
        """Create or replace the plan; True when it is new. What has departed stays as it was planned."""
        may_plan(caller, shipment.owner)
        check_plan(shipment)
        async with self._begin(caller.tenant) as registers:
            before = await registers.plans.find(shipment.id, Lock.CHANGE)
            precondition.check("shipment", shipment.id, before)
            if before is not None:
                may_plan(caller, before.owner)
                check_replan(before, await registers.legs.legs(before), shipment)
            if shipment != before:
                may_plan_legs(shipment, await _hands(registers, shipment, before))
                await registers.plans.put(shipment, new=before is None)
                await registers.announcer.changed(caller, "shipments", [shipment.id])
            legs = await registers.legs.legs(shipment)
            now = self._clock.now()
            await settle(registers.bell, shipment.thing, causes(shipment, legs, now), now)
            return Travel(shipment, legs), before is None

    async def get(self, caller: Caller, key: str) -> Travel:
        """One shipment with its legs."""
        may_see_custody(caller)
        async with self._begin(caller.tenant) as registers:
            return await seen_travel(registers, caller, key)

    async def page(self, caller: Caller, window: Window, which: ShipmentFilter) -> Page[ShipmentSummary]:
        """Some shipments."""
        may_see_custody(caller)
        async with self._begin(caller.tenant) as registers:
            scope = visible_custody(caller, await jurisdiction(registers.organisations, caller))
            found = await registers.plans.read(Window(window.limit + 1, window.after), which, scope)
        items = found[: window.limit]
        return Page(items, items[-1].id if len(found) > window.limit else None)

    async def remove(self, caller: Caller, key: str, precondition: Precondition = ANYHOW) -> None:
        """Remove a plan of which nothing has departed."""
        async with self._begin(caller.tenant) as registers:
            travel = await travel_of(registers, key, Lock.CHANGE)
            may_plan(caller, travel.shipment.owner)
            precondition.check("shipment", key, travel.shipment)
            if any(leg.custody.state is not LegState.PLANNED for leg in travel.legs):
                raise Conflict(f"legs of shipment {key} have departed: it stays", reason="under-way")
            await registers.plans.remove(key)
            await settle(registers.bell, travel.shipment.thing, (), self._clock.now())
            await registers.announcer.changed(caller, "shipments", [key], Change.REMOVED)


async def travel_of(registers: ShipmentRegisters, key: str, lock: Lock = Lock.NONE) -> Travel:
    """A shipment with its legs; NotFound if there is none."""
    shipment = await registers.plans.find(key, lock)
    if shipment is None:
        raise NotFound(f"there is no shipment {key}")
    return Travel(shipment, await registers.legs.legs(shipment))


async def seen_travel(registers: ShipmentRegisters, caller: Caller, key: str) -> Travel:
    """A shipment with its legs; NotFound if there is none, Forbidden unless the caller may see it."""
    travel = await travel_of(registers, key)
    scope = visible_custody(caller, await jurisdiction(registers.organisations, caller))
    scope.require("shipment", key, travel.concern)
    return travel


async def _hands(
    registers: ShipmentRegisters, shipment: Shipment, before: Shipment | None
) -> Mapping[str, Hands]:
    """Who has to do with each leg that is planned anew; Invalid when a plan refers to what is not there."""
    known = {leg.id: leg for leg in before.legs} if before else {}
    legs = [leg for leg in shipment.legs if known.get(leg.id) != leg]
    if not await registers.surroundings.has_election(shipment.election):
        raise unknown_reference("election", "elections", [shipment.election])
    sites = {site for leg in legs for site in (leg.from_site, leg.to_site)}
    holds = await registers.surroundings.sites(sites)
    people = await registers.surroundings.people({leg.responsible for leg in legs})
    if missing := sites - holds.keys():
        raise unknown_reference("legs", "sites", missing)
    if missing := {leg.responsible for leg in legs} - _active(people):
        raise unknown_reference("legs: responsible", "people", missing)
    return {leg.id: _hands_of(leg, holds, people[leg.responsible]) for leg in legs}


def _hands_of(leg: LegPlan, holds: Mapping[str, SiteHold], person: Person) -> Hands:
    start, end = holds[leg.from_site], holds[leg.to_site]
    return Hands(
        from_owner=start.owner,
        from_area=start.area,
        to_owner=end.owner,
        to_area=end.area,
        responsible_name=person.name,
        responsible_organisation=person.organisation,
        responsible_subject=person.subject,
    )


def _active(people: Mapping[str, Person]) -> set[str]:
    return {key for key, person in people.items() if person.active}
