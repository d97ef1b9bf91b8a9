"""Sites and zones as tables, read through the caller's scope."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.adapters.register import Held, Query, TableRegister
from lokus_registry.adapters.within import within
from lokus_registry.domain.place import Site, Zone
from lokus_registry.domain.policy.scope import Scope


class SiteTable(TableRegister[Site]):
    """The sites of a tenant."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        legs = schema.shipment_legs
        referrers: dict[str, Column[Any] | Held] = {
            "zones": schema.zones.c.site,
            "sites": schema.sites.c.command_post,
            "polling-stations": schema.polling_stations.c.site,
            "legs": Held(legs, lambda site: (legs.c.from_site == site) | (legs.c.to_site == site)),
            "openings": schema.openings.c.site,
            "alarms": schema.alarms.c.site,
        }
        super().__init__(session, tenant, schema.sites, Site, referrers)

    def _within(self, query: Query, scope: Scope) -> Query:
        return query if scope.everything else query.where(schema.sites.c.owner == scope.owner)


class VotingTable:
    """Where the polling stations of a tenant vote (`Voting`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def at(self, site: str) -> str | None:
        """One that votes at a site."""
        stations = schema.polling_stations.c
        query = select(stations.election + "/" + stations.id)
        query = query.where(stations.tenant == self._tenant, stations.site == site)
        return (await self._session.execute(query.limit(1))).scalar_one_or_none()


class ZoneTable(TableRegister[Zone]):
    """The zones of a tenant."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        super().__init__(session, tenant, schema.zones, Zone, {"cameras": schema.cameras.c.zone})

    def _within(self, query: Query, scope: Scope) -> Query:
        if scope.everything:
            return query
        return query.where(schema.zones.c.site.in_(sites_of(self._tenant, scope.owner)))

    def _matches(self, member: str, value: Any) -> ColumnElement[bool]:
        if member != "area":
            return super()._matches(member, value)
        sites = schema.sites
        there = select(sites.c.id).where(sites.c.tenant == self._tenant, within(sites.c.area, value))
        return schema.zones.c.site.in_(there)


def sites_of(tenant: str, owner: str | None) -> Select[tuple[Any]]:
    """The ids of an owner's sites."""
    sites = schema.sites
    return select(sites.c.id).where(sites.c.tenant == tenant, sites.c.owner == owner)


def zones_of(tenant: str, sites: ColumnElement[bool]) -> Select[tuple[Any]]:
    """The ids of the zones whose `site` fulfils a condition."""
    return select(schema.zones.c.id).where(schema.zones.c.tenant == tenant, sites)
