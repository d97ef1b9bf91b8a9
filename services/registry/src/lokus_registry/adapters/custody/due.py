"""Finds what is due in all tenants; indexes on what is still to happen keep the look cheap."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Exists, Select, Table, exists, literal, select, union

from lokus_postgres.database import Database
from lokus_registry.adapters import schema
from lokus_registry.application.custody.watch import Due
from lokus_registry.domain.custody.leg import LegState
from lokus_registry.domain.custody.opening import OpeningState

_BATCH: Final = 100
_LEGS: Final = schema.shipment_legs
_OPENINGS: Final = schema.openings
_ALARMS: Final = schema.alarms


class DueTables:
    """Looks across tenants (`DueThings`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def shipments(self, overdue_since: datetime) -> Sequence[Due]:
        """Some shipments with legs that were due before then, and no alarm of it."""
        departing = _overdue_legs(LegState.PLANNED, _LEGS.c.planned_departure < overdue_since, "departure")
        arriving = _overdue_legs(LegState.DEPARTED, _LEGS.c.planned_arrival < overdue_since, "arrival")
        query = union(departing, arriving).limit(_BATCH)
        async with self._database.transaction() as session:
            return [Due(*row) for row in (await session.execute(query)).tuples()]

    async def openings(self, opened_before: datetime) -> Sequence[Due]:
        """Some openings since before then, without enough witnesses and an alarm of it."""
        told = _is_told(_OPENINGS, literal("openings/") + _OPENINGS.c.id, literal("witnesses"))
        query = select(_OPENINGS.c.tenant, _OPENINGS.c.id).where(
            _OPENINGS.c.state == OpeningState.OPEN,
            _OPENINGS.c.witnessed.is_(False),
            _OPENINGS.c.opened_at < opened_before,
            ~told,
        )
        async with self._database.transaction() as session:
            return [Due(*row) for row in (await session.execute(query.limit(_BATCH))).tuples()]


def _overdue_legs(state: LegState, overdue: ColumnElement[bool], what: str) -> Select[tuple[Any, Any]]:
    cause = literal("legs/") + _LEGS.c.id + literal(f"/{what}")
    told = _is_told(_LEGS, literal("shipments/") + _LEGS.c.shipment, cause)
    return select(_LEGS.c.tenant, _LEGS.c.shipment).where(_LEGS.c.state == state, overdue, ~told)


def _is_told(table: Table, thing: ColumnElement[str], cause: ColumnElement[str]) -> Exists:
    """An alarm is open for the cause in the thing."""
    return exists().where(
        _ALARMS.c.tenant == table.c.tenant,
        _ALARMS.c.thing == thing,
        _ALARMS.c.cause == cause,
        _ALARMS.c.ended_at.is_(None),
    )
