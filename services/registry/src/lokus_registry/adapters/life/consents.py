"""The consents of partners as a table: numbered for each camera, the last one standing."""

from collections.abc import Sequence
from dataclasses import asdict, fields

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.domain.life.consent import Consent

_TABLE = schema.camera_consents


class ConsentTable:
    """The consents of a tenant's partners (`ConsentRegister`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def of(self, camera: str) -> Sequence[Consent]:
        """All that were given, the newest first."""
        query = select(*(_TABLE.c[member.name] for member in fields(Consent)))
        query = query.where(_TABLE.c.tenant == self._tenant, _TABLE.c.camera == camera)
        rows = await self._session.execute(query.order_by(_TABLE.c.number.desc()))
        return [Consent(**row) for row in rows.mappings()]

    async def add(self, consent: Consent) -> None:
        """Keep one behind those before."""
        last = select(func.coalesce(func.max(_TABLE.c.number), 0)).where(
            _TABLE.c.tenant == self._tenant, _TABLE.c.camera == consent.camera
        )
        number = last.scalar_subquery() + 1
        await self._session.execute(
            insert(_TABLE).values(tenant=self._tenant, number=number, **asdict(consent))
        )

    async def close(self, consent: Consent) -> None:
        """Write the withdrawal of the last one."""
        last = (
            (_TABLE.c.tenant == self._tenant)
            & (_TABLE.c.camera == consent.camera)
            & (_TABLE.c.given_at == consent.given_at)
        )
        await self._session.execute(update(_TABLE).where(last).values(**asdict(consent)))
