"""Legs and what is told of them, for the tests of custody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lokus_registry.domain.custody.counts import Item
from lokus_registry.domain.custody.leg import Act, Custody, LegPlan, LegRecord, Side, fold
from lokus_registry.domain.custody.shipment import Hands, Leg, Shipment

NOON = datetime(2026, 2, 13, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HANDS = Hands("kpu", "31.71.01.1001", "pps", "31.71.01.1002", "Siti", "kpu", "siti")
_SIDES = {Act.ARRIVE: Side.RECEIVER, Act.CORRECT_ARRIVAL: Side.RECEIVER}


def record(act: Act, at: datetime = NOON, side: Side | None = None, **more: object) -> LegRecord:
    """Something told of a leg, by one person for each side."""
    side = side or _SIDES.get(act, Side.SENDER)
    receipt = "f" * 64 if act is Act.ATTACH_RECEIPT else None
    told = LegRecord(act, side, at, at, by=f"{side} herself", organisation="kpu", receipt=receipt)
    return replace(told, **more)  # type: ignore[arg-type]


def departed(sent: int, at: datetime = NOON) -> LegRecord:
    """So many boxes left."""
    return record(Act.DEPART, at, sent={"kotak": sent})


def arrived(received: int, damaged: int = 0, at: datetime = NOON) -> LegRecord:
    """So many boxes came."""
    return record(Act.ARRIVE, at, received={"kotak": received}, damaged={"kotak": damaged})


def plan(key: str, start: str, end: str, departs: datetime = NOON) -> LegPlan:
    """A leg of an hour."""
    return LegPlan(key, start, end, "siti", departs, departs + HOUR)


def leg(planned: LegPlan, *told: LegRecord) -> Leg:
    """A leg and what has become of it."""
    return Leg(planned, HANDS, fold(told) if told else Custody())


def shipment(*legs: Leg) -> Shipment:
    """Boxes on these legs."""
    return Shipment(
        "s1", "Kotak", "kpu", "pilgub", (Item("kotak", "buah"),), tuple(each.plan for each in legs)
    )
