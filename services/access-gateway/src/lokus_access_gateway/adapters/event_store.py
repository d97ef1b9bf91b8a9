"""Events in PostgreSQL, kept together with how far the bus was read: a restart goes on behind it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Row, TableValuedAlias, Text, cast, column, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, insert

from lokus_access_gateway.adapters.tables import BUS_POSITIONS, EVENTS
from lokus_access_gateway.domain.event import Event
from lokus_kit.errors import NotFound
from lokus_postgres.database import Database
from lokus_proto.jetstream import EVENT
from lokus_proto.v1.event import EndReason, EventKind, Region, Snapshot

_TABLE = EVENTS.c


class PostgresEvents:
    """The events of all tenants; every query of a caller's names one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def position(self) -> int:
        """The place on the bus behind which nothing was kept yet; 0 at first."""
        query = select(BUS_POSITIONS.c.seq).where(BUS_POSITIONS.c.stream == EVENT.name)
        async with self._database.transaction() as session:
            return (await session.execute(query)).scalar_one_or_none() or 0

    async def keep(self, event: Event, seq: int) -> None:
        """Keep what a message tells, and its place on the bus, in one transaction.

        The two messages of an event may come twice; the end never comes to lack what the start told.
        """
        new = insert(EVENTS).values(_columns(event))
        told = {
            name: func.coalesce(new.excluded[name], _TABLE[name])
            for name in ("ended_at", "end_reason", "region", "snapshot")
        }
        place = insert(BUS_POSITIONS).values(stream=EVENT.name, seq=seq)
        async with self._database.transaction() as session:
            await session.execute(new.on_conflict_do_update(index_elements=["tenant", "id"], set_=told))
            await session.execute(
                place.on_conflict_do_update(index_elements=["stream"], set_={"seq": place.excluded.seq})
            )

    async def get(self, tenant: str, event: str) -> Event:
        """One event; NotFound if there is none."""
        query = select(EVENTS).where(_TABLE.tenant == tenant, _TABLE.id == event)
        async with self._database.transaction() as session:
            row = (await session.execute(query)).first()
        if row is None:
            raise NotFound(f"there is no event {event}")
        return _event(row)

    async def page(
        self,
        tenant: str,
        reaches: Mapping[str, datetime | None],
        before: tuple[datetime, str] | None,
        limit: int,
    ) -> list[Event]:
        """Events of some cameras, each since its moment (None: all), newest first, older than a place."""
        seen = _reach(reaches)
        query = (
            select(EVENTS)
            .join(seen, _TABLE.camera == seen.c.camera)
            .where(_TABLE.tenant == tenant, or_(seen.c.since.is_(None), _TABLE.raised_at >= seen.c.since))
        )
        if before is not None:
            query = query.where(tuple_(_TABLE.raised_at, _TABLE.id) < before)
        query = query.order_by(_TABLE.raised_at.desc(), _TABLE.id.desc()).limit(limit)
        async with self._database.transaction() as session:
            return [_event(row) for row in await session.execute(query)]


def _reach(reaches: Mapping[str, datetime | None]) -> TableValuedAlias:
    """The cameras and their moments as rows."""
    cameras = cast(list(reaches), ARRAY(Text))
    moments = cast(list(reaches.values()), ARRAY(DateTime(timezone=True)))
    rows = func.unnest(cameras, moments).table_valued(
        column("camera", Text), column("since", DateTime(timezone=True))
    )
    return rows.render_derived(name="seen")


def _columns(event: Event) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "tenant": event.tenant,
        "id": event.id,
        "camera": event.camera,
        "kind": event.kind,
        "raised_at": event.raised_at,
        "region": event.region.model_dump(mode="json"),
    }
    if event.snapshot is not None:
        columns["snapshot"] = event.snapshot.model_dump(mode="json")
    if event.ended_at is not None:
        columns |= {"ended_at": event.ended_at, "end_reason": event.end_reason}
    return columns


def _event(row: Row[Any]) -> Event:
    return Event(
        tenant=row.tenant,
        id=row.id,
        camera=row.camera,
        kind=EventKind(row.kind),
        raised_at=row.raised_at,
        region=Region.model_validate(row.region),
        snapshot=None if row.snapshot is None else Snapshot.model_validate(row.snapshot),
        ended_at=row.ended_at,
        end_reason=None if row.end_reason is None else EndReason(row.end_reason),
    )
