"""The history of zones' privacy as a table that only grows, and as messages of the plane `audit`."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

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

    async def add(self, change: PrivacyChange) -> None:
        """Keep a change, and tell it once the transaction has committed."""
        row = {"tenant": self._tenant, **asdict(change)}
        await self._session.execute(insert(schema.zone_privacy_changes).values(row))
        message = ZonePrivacyChanged(**asdict(change))
        subject = subjects.zone_privacy_changed(self._tenant, change.zone)
        await self._announcer.tell(subject, message, change.zone)

    async def read(self, zone: str, limit: int, after: int, scope: Scope) -> Sequence[PrivacyChange]:
        """Some changes of a zone behind one of them, of those in the scope."""
        table = schema.zone_privacy_changes
        columns = [column for column in table.c if column.name != "tenant"]
        query = select(*columns).where(table.c.tenant == self._tenant, table.c.zone == zone)
        query = query.where(table.c.number > after).order_by(table.c.number).limit(limit)
        if not scope.everything:
            query = query.where(table.c.organisation == scope.owner)
        return [PrivacyChange(**row) for row in (await self._session.execute(query)).mappings()]
