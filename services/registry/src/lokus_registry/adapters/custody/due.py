"""Finds what is due in all tenants; indexes on what is still to happen keep the look cheap."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, literal, select, union

from lokus_postgres.database import Database
from lokus_registry.adapters import schema
from lokus_registry.application.custody.watch import Due
from lokus_registry.domain.custody.leg import LegState

_BATCH: Final = 100
_LEGS: Final = schema.shipment_legs
_ALARMS: Final = schema.alarms


class DueTables:
    """Looks across tenants (`DueShipments`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def shipments(self, overdue_since: datetime) -> Sequence[Due]:
        """Some shipments with legs that were due before then, and no alarm of it."""
        departing = _overdue_legs(LegState.PLANNED, _LEGS.c.planned_departure < overdue_since, "departure")
        arriving = _overdue_legs(LegState.DEPARTED, _LEGS.c.planned_arrival < overdue_since, "arrival")
        query = union(departing, arriving).limit(_BATCH)
        async with self._database.transaction() as session:
            return [Due(*row) for row in (await session.execute(query)).tuples()]


def _overdue_legs(state: LegState, overdue: ColumnElement[bool], what: str) -> Select[tuple[Any, Any]]:
    told = exists().where(
        _ALARMS.c.tenant == _LEGS.c.tenant,
        _ALARMS.c.thing == literal("shipments/") + _LEGS.c.shipment,
        _ALARMS.c.cause == literal("legs/") + _LEGS.c.id + literal(f"/{what}"),
        _ALARMS.c.ended_at.is_(None),
    )
    return select(_LEGS.c.tenant, _LEGS.c.shipment).where(_LEGS.c.state == state, overdue, ~told)
