"""What polling stations refer to, looked up for many at once."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Column, ColumnElement, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.domain.elections.polling_station import Numbered
from lokus_registry.domain.place import Site


class ReferenceTables:
    """Looks things up within one tenant (`References`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def areas(self, codes: Collection[str]) -> set[str]:
        """Those of the codes that are areas."""
        areas = schema.areas
        query = select(areas.c.id).where(areas.c.tenant == self._tenant, _among(areas.c.id, codes))
        return set((await self._session.execute(query)).scalars())

    async def sites(self, keys: Collection[str]) -> Mapping[str, Site]:
        """Those of the sites that there are, locked in the order of their ids."""
        sites = schema.sites
        query = select(*(sites.c[member.name] for member in fields(Site)))
        query = query.where(sites.c.tenant == self._tenant, _among(sites.c.id, keys))
        found = await self._session.execute(query.order_by(sites.c.id).with_for_update(read=True))
        return {row["id"]: Site(**row) for row in found.mappings()}

    async def numbers(self, election: str, wanted: Collection[Numbered]) -> Mapping[Numbered, str]:
        """The codes of the polling stations that have these numbers in their villages."""
        # Every wanted number of every wanted village: more than was asked for, yet one scan of an index
        # whatever the statistics say, which a join with what was asked for is not.
        stations = schema.polling_stations
        query = select(stations.c.area, stations.c.number, stations.c.id).where(
            stations.c.tenant == self._tenant,
            stations.c.election == election,
            _among(stations.c.area, {each.area for each in wanted}),
            _among(stations.c.number, {each.number for each in wanted}),
        )
        found = await self._session.execute(query)
        return {Numbered(area, number): key for area, number, key in found}


def _among(column: Column[Any], keys: Collection[Any]) -> ColumnElement[bool]:
    return column == any_(literal(list(keys), ARRAY(column.type)))
