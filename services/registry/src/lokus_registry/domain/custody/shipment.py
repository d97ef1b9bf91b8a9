"""A shipment: what it holds, and the legs on which it travels, fanning out from site to site.

From the plan, the records and the time follows what is wrong: legs that are overdue, legs that did not
bring what was sent, and sites that do not send on what they received. A site sends on when its first
departure is planned after its first arrival; where material starts, nothing is to be balanced. A site's
balance is struck once all that was to come has arrived, since records of what came may come late.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lokus_kit.errors import Conflict, Invalid
from lokus_proto.v1.alarm import AlarmKind
from lokus_registry.domain.custody.alarm import Cause
from lokus_registry.domain.custody.counts import Difference, Item, differences, excess, total
from lokus_registry.domain.custody.leg import Custody, LegPlan, LegState

GRACE: Final = timedelta(minutes=15)
"""How late a departure or an arrival may be told before it is overdue."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """What was planned, by the organisation that owns the plan."""

    id: str
    name: str
    owner: str
    election: str
    contents: tuple[Item, ...]
    legs: tuple[LegPlan, ...]

    @property
    def thing(self) -> str:
        """Its path below /v1, under which its alarms stand."""
        return f"shipments/{self.id}"


@dataclass(frozen=True, slots=True)
class Hands:
    """Who has to do with a leg: the owners of its sites, in which areas, and the accountable person."""

    from_owner: str
    from_area: str
    to_owner: str
    to_area: str
    responsible_name: str
    responsible_organisation: str
    responsible_subject: str | None

    @property
    def senders(self) -> frozenset[str]:
        """The organisations that may act as sender."""
        return frozenset({self.from_owner, self.responsible_organisation})

    @property
    def all(self) -> frozenset[str]:
        """The organisations that it concerns."""
        return self.senders | {self.to_owner}


@dataclass(frozen=True, slots=True)
class Leg:
    """A planned leg, who has to do with it, and what has become of it."""

    plan: LegPlan
    hands: Hands
    custody: Custody


def check_plan(shipment: Shipment) -> None:
    """Invalid unless the plan can be: ids once each, two sites to each leg, arrival after departure."""
    _once("contents", [each.item for each in shipment.contents])
    _once("legs", [leg.id for leg in shipment.legs])
    for leg in shipment.legs:
        if leg.from_site == leg.to_site:
            raise Invalid(f"legs: {leg.id} leads from {leg.from_site} to itself", reason="leg-sites")
        if leg.planned_arrival <= leg.planned_departure:
            raise Invalid(f"legs: {leg.id} is to arrive before it departs", reason="leg-times")


def check_replan(before: Shipment, legs: Sequence[Leg], shipment: Shipment) -> None:
    """Conflict if the new plan changes what is under way: legs that have departed, items already counted."""
    planned = {leg.id: leg for leg in shipment.legs}
    started = [leg.plan for leg in legs if leg.custody.state is not LegState.PLANNED]
    changed = [leg.id for leg in started if planned.get(leg.id) != leg]
    if changed:
        raise Conflict(
            f"legs: {', '.join(changed)} departed already, leave them as they were planned",
            reason="under-way",
            legs=changed,
        )
    gone = sorted({each.item for each in before.contents} - {each.item for each in shipment.contents})
    if started and gone:
        raise Conflict(
            f"contents: {', '.join(gone)} may have been counted already, leave them", reason="under-way"
        )


def causes(shipment: Shipment, legs: Sequence[Leg], now: datetime) -> Iterator[Cause]:
    """What is wrong with a shipment now."""
    into, out = defaultdict[str, list[Leg]](list), defaultdict[str, list[Leg]](list)
    for leg in legs:
        into[leg.plan.to_site].append(leg)
        out[leg.plan.from_site].append(leg)
        yield from _overdue(shipment, leg, now)
        if found := leg.custody.differences:
            yield _mismatch(shipment, leg.plan.to_site, f"legs/{leg.plan.id}/counts", found, [leg])
    for site in sorted(into.keys() & out.keys()):
        if unbalanced := _imbalance(into[site], out[site]):
            legs_there = [*into[site], *out[site]]
            yield _mismatch(shipment, site, f"sites/{site}/balance", unbalanced, legs_there)


def _overdue(shipment: Shipment, leg: Leg, now: datetime) -> Iterator[Cause]:
    plan, state = leg.plan, leg.custody.state
    if state is LegState.PLANNED and now > plan.planned_departure + GRACE:
        yield _late(shipment, leg, "departure", plan.from_site, plan.planned_departure)
    if state is LegState.DEPARTED and now > plan.planned_arrival + GRACE:
        yield _late(shipment, leg, "arrival", plan.to_site, plan.planned_arrival)


def _late(shipment: Shipment, leg: Leg, what: str, site: str, planned: datetime) -> Cause:
    return Cause(
        key=f"legs/{leg.plan.id}/{what}",
        kind=AlarmKind.LEG_OVERDUE,
        site=site,
        detail=f"leg {leg.plan.id}: the {what} planned for {planned.isoformat()} is overdue",
        parties=leg.hands.all | {shipment.owner},
    )


def _mismatch(
    shipment: Shipment, site: str, key: str, found: Sequence[Difference], legs: Sequence[Leg]
) -> Cause:
    return Cause(
        key=key,
        kind=AlarmKind.COUNT_MISMATCH,
        site=site,
        detail=f"{key.rpartition('/')[0]}: {'; '.join(map(str, found))}"[:1000],
        parties=frozenset({shipment.owner}).union(*(leg.hands.all for leg in legs)),
    )


def _imbalance(into: Sequence[Leg], out: Sequence[Leg]) -> Sequence[Difference]:
    """What leaves a site and had not come, or had come and is left when all has gone; damaged things stay."""
    if not _sends_on(into, out) or not all(leg.custody.has_arrived for leg in into):
        return ()
    came = total(leg.custody.received for leg in into)
    went = total(leg.custody.sent for leg in out)
    all_gone = all(leg.custody.state is not LegState.PLANNED for leg in out)
    return differences(came, went, {}) if all_gone else excess(came, went)


def _sends_on(into: Sequence[Leg], out: Sequence[Leg]) -> bool:
    first_in = min(leg.plan.planned_arrival for leg in into)
    return first_in <= min(leg.plan.planned_departure for leg in out)


def _once(field: str, keys: Sequence[str]) -> None:
    twice = sorted(key for key, count in Counter(keys).items() if count > 1)
    if twice:
        raise Invalid(f"{field}: {', '.join(twice)} stands there more than once", reason="twice")
