"""Organisations as a table, with those above one found by following `parent`."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.adapters.register import TableRegister
from lokus_registry.domain.organisation import Organisation

_HIERARCHY_LOCK: Final = 7_046_103


class OrganisationTable(TableRegister[Organisation]):
    """The organisations of a tenant."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        referrers = {
            "organisations": schema.organisations.c.parent,
            "people": schema.people.c.organisation,
            "sites": schema.sites.c.owner,
            "standards": schema.standards.c.owner,
            "cameras": schema.cameras.c.vendor,
        }
        super().__init__(session, tenant, schema.organisations, Organisation, referrers)

    async def above(self, key: str) -> Sequence[str]:
        """Those above one; a second who asks waits, for two changes that each see no circle may make one."""
        lock = func.pg_advisory_xact_lock(_HIERARCHY_LOCK, func.hashtext(self._tenant))
        await self._session.execute(select(lock))
        table = schema.organisations
        parents = (
            select(table.c.parent)
            .where(table.c.tenant == self._tenant, table.c.id == key, table.c.parent.is_not(None))
            .cte(recursive=True)
        )
        higher = select(table.c.parent).join(parents, table.c.id == parents.c.parent)
        parents = parents.union(higher.where(table.c.tenant == self._tenant, table.c.parent.is_not(None)))
        return (await self._session.execute(select(parents.c.parent))).scalars().all()
