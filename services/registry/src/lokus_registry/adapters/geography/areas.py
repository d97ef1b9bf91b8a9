"""Areas as a table, searched and written many at once."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict

from sqlalchemy import ColumnElement, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.adapters.naming import has_part
from lokus_registry.adapters.schema.base import AREA_CODE
from lokus_registry.adapters.upsert import upsert
from lokus_registry.adapters.within import within
from lokus_registry.application.geography.ports import AreaFilter
from lokus_registry.application.outcome import Outcome
from lokus_registry.application.ports import Window
from lokus_registry.domain.area import Area


class AreaTable:
    """The areas of a tenant (`AreaRegister`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def search(self, wanted: AreaFilter, window: Window) -> Sequence[Area]:
        """A part of them, in the order of their codes."""
        areas = schema.areas
        query = select(areas.c.id, areas.c.name, areas.c.level, areas.c.parent)
        query = query.where(areas.c.tenant == self._tenant, areas.c.id > window.after, *_conditions(wanted))
        found = await self._session.execute(query.order_by(areas.c.id).limit(window.limit))
        return [Area(**row) for row in found.mappings()]

    async def known(self, codes: Collection[str]) -> set[str]:
        """Those of the codes that there are."""
        areas = schema.areas
        query = select(areas.c.id).where(areas.c.tenant == self._tenant, _among(codes))
        return set((await self._session.execute(query)).scalars())

    async def put_many(self, areas: Sequence[Area]) -> Sequence[Outcome]:
        """Write all in one statement."""
        rows = [{"tenant": self._tenant, **asdict(area)} for area in areas]
        return await upsert(self._session, schema.areas, rows)


def _conditions(wanted: AreaFilter) -> Iterator[ColumnElement[bool]]:
    areas = schema.areas
    if wanted.parent is not None:
        yield areas.c.parent == wanted.parent
    if wanted.level is not None:
        yield areas.c.level == wanted.level
    if wanted.within is not None:
        yield within(areas.c.id, wanted.within)
    if wanted.name is not None:
        yield has_part(areas.c.name, wanted.name)
    if wanted.among is not None:
        yield _among(wanted.among)


def _among(codes: Collection[str]) -> ColumnElement[bool]:
    return schema.areas.c.id == any_(literal(list(codes), ARRAY(AREA_CODE)))
