"""One leg of a shipment: what was planned, and what its records say has become of it.

Nothing is overwritten: both sides add records, and the leg's custody is what they fold to. A leg runs
planned -> departed -> arrived -> closed; it is closed once both sides, two different people, have confirmed
the handover under a receipt. A correction states anew what one side had recorded, with a reason; what had
been confirmed before it is to be confirmed again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from lokus_kit.errors import Conflict, Invalid
from lokus_registry.domain.custody.counts import Difference, Tally, differences


class LegState(StrEnum):
    """How far a leg has come."""

    PLANNED = "planned"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    CLOSED = "closed"


class Side(StrEnum):
    """Who hands over, and who takes."""

    SENDER = "sender"
    RECEIVER = "receiver"


class Act(StrEnum):
    """What a record says was done."""

    DEPART = "depart"
    ARRIVE = "arrive"
    CONFIRM = "confirm"
    ATTACH_RECEIPT = "attach-receipt"
    CORRECT_DEPARTURE = "correct-departure"
    CORRECT_ARRIVAL = "correct-arrival"


LEGAL: Final[Mapping[LegState, frozenset[Act]]] = {
    LegState.PLANNED: frozenset({Act.DEPART}),
    LegState.DEPARTED: frozenset({Act.ARRIVE, Act.ATTACH_RECEIPT, Act.CORRECT_DEPARTURE}),
    LegState.ARRIVED: frozenset(Act) - {Act.DEPART, Act.ARRIVE},
    LegState.CLOSED: frozenset(Act) - {Act.DEPART, Act.ARRIVE, Act.CONFIRM},
}
"""What may be done to a leg in each state."""


@dataclass(frozen=True, slots=True)
class LegPlan:
    """What was planned; `responsible` is the person who answers for the material on its way."""

    id: str
    from_site: str
    to_site: str
    responsible: str
    planned_departure: datetime
    planned_arrival: datetime
    vehicle: str | None = None


@dataclass(frozen=True, slots=True)
class LegRecord:
    """What one side says; `at` is when it happened, `recorded_at` when we were told."""

    act: Act
    side: Side
    at: datetime
    recorded_at: datetime
    by: str
    organisation: str
    sent: Tally = field(default_factory=dict)
    received: Tally = field(default_factory=dict)
    damaged: Tally = field(default_factory=dict)
    receipt: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Custody:
    """What has become of a leg. `confirmed` holds the standing confirmation of each side."""

    state: LegState = LegState.PLANNED
    departed_at: datetime | None = None
    arrived_at: datetime | None = None
    sent: Tally = field(default_factory=dict)
    received: Tally = field(default_factory=dict)
    damaged: Tally = field(default_factory=dict)
    confirmed: tuple[LegRecord, ...] = ()
    receipts: tuple[str, ...] = ()
    records: int = 0

    @property
    def has_arrived(self) -> bool:
        """Whether there are counts of both sides."""
        return self.arrived_at is not None

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The items that did not arrive as they were sent; none before the arrival."""
        return tuple(differences(self.sent, self.received, self.damaged)) if self.has_arrived else ()


def fold(records: Iterable[LegRecord]) -> Custody:
    """What has become of a leg with these records, the oldest first."""
    custody = Custody()
    for record in records:
        custody = after(custody, record)
    return custody


def after(custody: Custody, record: LegRecord) -> Custody:
    """What becomes of a leg by one more record; Conflict if it is not legal now, Invalid if it cannot be."""
    check_legal(custody, record.act)
    counted = replace(custody, records=custody.records + 1)
    match record.act:
        case Act.DEPART | Act.CORRECT_DEPARTURE:
            return _in_order(_open_again(counted, departed_at=record.at, sent=record.sent))
        case Act.ARRIVE | Act.CORRECT_ARRIVAL:
            told = {"received": record.received, "damaged": record.damaged}
            return _in_order(_open_again(counted, arrived_at=record.at, **told))
        case Act.CONFIRM:
            return _confirmed(counted, record)
        case Act.ATTACH_RECEIPT:
            return replace(counted, receipts=(*custody.receipts, str(record.receipt)))


def check_legal(custody: Custody, act: Act) -> None:
    """Conflict, naming what is legal, if this may not be done to the leg now."""
    if act not in LEGAL[custody.state]:
        legal = sorted(LEGAL[custody.state])
        raise Conflict(
            f"the leg is {custody.state}: no {act} now, but {' or '.join(legal)}", reason="state", legal=legal
        )


def _open_again(custody: Custody, **told: object) -> Custody:
    """What one side tells anew has been confirmed by nobody."""
    changed: Custody = replace(custody, confirmed=(), **told)  # type: ignore[arg-type]
    return replace(changed, state=LegState.ARRIVED if changed.has_arrived else LegState.DEPARTED)


def _in_order(custody: Custody) -> Custody:
    departed, arrived = custody.departed_at, custody.arrived_at
    if departed is not None and arrived is not None and arrived < departed:
        raise Invalid(
            f"at: the leg would arrive at {arrived.isoformat()}, before it departs at {departed.isoformat()}",
            reason="order",
        )
    return custody


def _confirmed(custody: Custody, record: LegRecord) -> Custody:
    if not custody.receipts:
        raise Conflict("attach the receipt of the handover first", reason="receipt-needed")
    if any(each.side is record.side for each in custody.confirmed):
        raise Conflict(f"the {record.side} has confirmed already", reason="confirmed")
    if any(each.by == record.by for each in custody.confirmed):
        raise Conflict(
            f"{record.by} has confirmed for the other side: a handover takes two people", reason="same-person"
        )
    confirmed = (*custody.confirmed, record)
    state = LegState.CLOSED if len(confirmed) == len(Side) else custody.state
    return replace(custody, confirmed=confirmed, state=state)
