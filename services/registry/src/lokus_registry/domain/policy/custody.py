"""Custody: the organisations that hand over, and those who watch over them.

Vendors and partners have no part in it. What somebody may do because a leg or an opening names them
(accountable, witness) is told by their own token's subject, whatever their role among the others.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from lokus_identity.caller import Caller, Role
from lokus_kit.errors import Forbidden
from lokus_registry.domain.area import lineage
from lokus_registry.domain.custody.leg import Side
from lokus_registry.domain.custody.opening import Course, Opening
from lokus_registry.domain.custody.shipment import Hands, Shipment
from lokus_registry.domain.person import Person
from lokus_registry.domain.policy.directory import EVERYTHING


@dataclass(frozen=True, slots=True)
class Concern:
    """Whom a thing concerns: the organisations that have a hand in it, and the areas that it touches."""

    organisations: frozenset[str]
    areas: frozenset[str]


@dataclass(frozen=True, slots=True)
class CustodyScope:
    """What of custody a caller may see: all of it, or what concerns their organisation or these areas."""

    everything: bool
    organisation: str
    areas: tuple[str, ...] = ()

    def covers(self, concern: Concern) -> bool:
        """Tell whether a thing of that concern is in it."""
        touched = {code for area in concern.areas for code in lineage(area)}
        return self.everything or self.organisation in concern.organisations or bool(touched & {*self.areas})

    def require(self, noun: str, key: str, concern: Concern) -> None:
        """Forbidden unless it is in it."""
        if not self.covers(concern):
            raise Forbidden(f"{noun} {key} does not concern your organisation", reason="not-yours")


def may_see_custody(caller: Caller) -> None:
    """Forbidden to vendors and partners."""
    caller.require(*EVERYTHING, Role.OWNER_ADMIN, Role.OBSERVER, Role.AGENCY_OPERATOR)


def visible_custody(caller: Caller, jurisdiction: tuple[str, ...]) -> CustodyScope:
    """The shipments, openings and alarms that a caller may see; an observer those of their jurisdiction."""
    may_see_custody(caller)
    return CustodyScope(
        everything=bool(caller.roles & EVERYTHING),
        organisation=caller.organisation,
        areas=jurisdiction if Role.OBSERVER in caller.roles else (),
    )


def may_answer_for(caller: Caller, alarm: str, parties: Collection[str]) -> None:
    """An alarm is acknowledged by an organisation that it concerns."""
    caller.require(Role.OWNER_ADMIN)
    if caller.organisation not in parties:
        raise Forbidden(
            f"alarm {alarm} is answered for by {' or '.join(sorted(parties))}; "
            f"{caller.subject} acts for {caller.organisation}",
            reason="not-yours",
        )


def may_plan(caller: Caller, owner: str) -> None:
    """A plan is kept by the organisation that made it."""
    caller.require(Role.OWNER_ADMIN)
    if caller.organisation != owner:
        raise Forbidden(
            f"this was planned by {owner}; {caller.subject} acts for {caller.organisation}",
            reason="not-yours",
        )


def may_plan_legs(shipment: Shipment, hands: Mapping[str, Hands]) -> None:
    """A leg has an end at a site of the planner's, or one of the planner's people answers for it."""
    foreign = sorted(key for key, each in hands.items() if shipment.owner not in each.all)
    if foreign:
        raise Forbidden(
            f"legs: {', '.join(foreign)}: neither a site nor the responsible person is of {shipment.owner}: "
            "let one who has to do with them plan these",
            reason="not-yours",
        )


def may_hand_over(caller: Caller, hands: Hands, side: Side) -> None:
    """Each side is told by its own: the sender's organisations or the accountable person, the receiver's."""
    caller.require(Role.OWNER_ADMIN, Role.AGENCY_OPERATOR)
    organisations = hands.senders if side is Side.SENDER else {hands.to_owner}
    if Role.OWNER_ADMIN in caller.roles and caller.organisation in organisations:
        return
    if side is Side.SENDER and _is_responsible(caller, hands):
        return
    raise Forbidden(
        f"the {side} of this leg is {' or '.join(sorted(organisations))}; {caller.subject} acts for "
        f"{caller.organisation}",
        reason="not-yours",
    )


def _is_responsible(caller: Caller, hands: Hands) -> bool:
    person = (hands.responsible_subject, hands.responsible_organisation)
    return person == (caller.subject, caller.organisation)


@dataclass(frozen=True, slots=True)
class CameraSight:
    """Which cameras of a site a caller may know of: all, an owner's, or in some areas the shareable ones."""

    everything: bool
    owner: str | None
    shareable_in: tuple[str, ...]


def known_cameras(caller: Caller, jurisdiction: tuple[str, ...]) -> CameraSight:
    """The cameras that a caller may know of; agencies and observers know of none in a private zone."""
    agency = caller.roles & {Role.OBSERVER, Role.AGENCY_OPERATOR}
    return CameraSight(
        everything=bool(caller.roles & EVERYTHING),
        owner=caller.organisation if Role.OWNER_ADMIN in caller.roles else None,
        shareable_in=jurisdiction if agency else (),
    )


def may_keep_store(caller: Caller, owner: str) -> None:
    """A store is opened, and its openings are planned and closed, by the owner of its site."""
    caller.require(Role.OWNER_ADMIN)
    if caller.organisation != owner:
        raise Forbidden(
            f"this store belongs to {owner}; {caller.subject} acts for {caller.organisation}",
            reason="not-yours",
        )


def may_approve(caller: Caller, owner: str, opening: Opening, course: Course) -> None:
    """An opening is approved by another person of the owner than planned it, or opened the store."""
    may_keep_store(caller, owner)
    opener = course.opened.by if course.opened else None
    if caller.subject in {opening.planned_by, opener}:
        raise Forbidden(
            f"{caller.subject} planned this or opened the store: another person of {owner} approves it",
            reason="same-person",
        )


def may_witness(caller: Caller, present: Iterable[Person], course: Course) -> Person:
    """Return who the caller is on the list; Forbidden if they are not on it, left, or opened the store."""
    caller.require(Role.OWNER_ADMIN, Role.AGENCY_OPERATOR, Role.OBSERVER)
    if course.opened is not None and course.opened.by == caller.subject:
        raise Forbidden(f"{caller.subject} opened the store, and is no witness of it", reason="opener")
    for person in present:
        if (person.subject, person.organisation) == (caller.subject, caller.organisation):
            return _still_there(person)
    raise Forbidden(
        f"{caller.subject} of {caller.organisation} is not on the list of who may be present "
        "(a person of /v1/people is known by their `subject`)",
        reason="not-listed",
    )


def _still_there(person: Person) -> Person:
    if not person.active:
        raise Forbidden(
            f"{person.id} has left {person.organisation}: no witness any more (`active` in /v1/people)",
            reason="left",
        )
    return person
