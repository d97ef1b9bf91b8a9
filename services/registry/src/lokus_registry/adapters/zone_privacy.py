"""The history of zones' privacy as a table that only grows, and as messages of the plane `audit`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Column, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_postgres.rows import as_select
from lokus_proto import subjects
from lokus_proto.v1.zone_privacy import ZonePrivacyChanged
from lokus_registry.adapters import schema
from lokus_registry.adapters.announcer import OutboxAnnouncer
from lokus_registry.domain.place import PrivacyChange
from lokus_registry.domain.policy.scope import Scope


class PrivacyTable:
    """The privacy changes of a tenant (`PrivacyHistory`)."""

    def __init__(self, session: AsyncSession, tenant: str, announcer: OutboxAnnouncer) -> None:
        self._session = session
        self._tenant = tenant
        self._announcer = announcer

    async def last(self, zone: str) -> int:
        """The number of a zone's last change; 0 when there was none."""
        table = schema.zone_privacy_changes
        query = select(func.max(table.c.number)).where(table.c.tenant == self._tenant, table.c.zone == zone)
        return (await self._session.execute(query)).scalar_one() or 0

    async def last_of(self, zones: Collection[str]) -> Mapping[str, int]:
        """The same for many: those that ever changed."""
        table = schema.zone_privacy_changes
        query = select(table.c.zone, func.max(table.c.number)).where(
            table.c.tenant == self._tenant, table.c.zone.in_(zones)
        )
        return dict((await self._session.execute(query.group_by(table.c.zone))).tuples().all())

    async def add(self, change: PrivacyChange) -> None:
        """Keep a change, and tell it once the transaction has committed."""
        await self.add_many([change])

    async def add_many(self, changes: Sequence[PrivacyChange]) -> None:
        """Keep and tell many."""
        table = schema.zone_privacy_changes
        columns: list[Column[Any]] = list(table.c)
        rows = [{"tenant": self._tenant, **asdict(change)} for change in changes]
        await self._session.execute(insert(table).from_select(columns, as_select(columns, rows)))
        told = [
            (
                subjects.zone_privacy_changed(self._tenant, change.zone),
                ZonePrivacyChanged(**asdict(change)),
                change.zone,
            )
            for change in changes
        ]
        await self._announcer.tell_many(told)

    async def read(self, zone: str, limit: int, after: int, scope: Scope) -> Sequence[PrivacyChange]:
        """Some changes of a zone behind one of them, of those in the scope."""
        table = schema.zone_privacy_changes
        columns = [column for column in table.c if column.name != "tenant"]
        query = select(*columns).where(table.c.tenant == self._tenant, table.c.zone == zone)
        query = query.where(table.c.number > after).order_by(table.c.number).limit(limit)
        if not scope.everything:
            query = query.where(table.c.organisation == scope.owner)
        return [PrivacyChange(**row) for row in (await self._session.execute(query)).mappings()]
