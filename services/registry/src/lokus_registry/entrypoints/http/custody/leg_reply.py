"""A leg as it is answered: what was planned, what has become of it, and who has confirmed it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import Field

from lokus_registry.domain.custody.leg import LEGAL, Act, LegState, Side
from lokus_registry.domain.custody.shipment import Leg
from lokus_registry.entrypoints.http.bodies import Reply


class DifferenceReply(Reply):
    """An item that did not arrive as it was sent."""

    item: str
    expected: int
    found: int
    damaged: int


class ConfirmationReply(Reply):
    """That one side stands by the handover as it is recorded."""

    side: Side
    by: str
    organisation: str
    at: datetime
    recorded_at: datetime


class LegReply(Reply):
    """A leg; counts are of each item, those that are not named being nought."""

    id: str
    from_site: str
    to_site: str
    responsible: str
    responsible_name: str
    planned_departure: datetime
    planned_arrival: datetime
    vehicle: str | None
    state: LegState
    legal: Sequence[Act] = Field(description="what may be done next")
    departed_at: datetime | None
    arrived_at: datetime | None
    sent: Mapping[str, int]
    received: Mapping[str, int]
    damaged: Mapping[str, int]
    differences: Sequence[DifferenceReply]
    confirmed: Sequence[ConfirmationReply]
    receipts: Sequence[str] = Field(description="SHA-256 of each attached file")


def members_of(leg: Leg) -> dict[str, object]:
    """The members of a leg's reply."""
    plan, custody = leg.plan, leg.custody
    return {
        "id": plan.id,
        "from_site": plan.from_site,
        "to_site": plan.to_site,
        "responsible": plan.responsible,
        "responsible_name": leg.hands.responsible_name,
        "planned_departure": plan.planned_departure,
        "planned_arrival": plan.planned_arrival,
        "vehicle": plan.vehicle,
        "state": custody.state,
        "legal": sorted(LEGAL[custody.state]),
        "departed_at": custody.departed_at,
        "arrived_at": custody.arrived_at,
        "sent": custody.sent,
        "received": custody.received,
        "damaged": custody.damaged,
        "differences": custody.differences,
        "confirmed": custody.confirmed,
        "receipts": custody.receipts,
    }


def leg_reply(leg: Leg) -> LegReply:
    """A leg as it is answered."""
    return LegReply.model_validate(members_of(leg))
