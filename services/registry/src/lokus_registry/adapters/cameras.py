"""Cameras as a table, and the counting of their versions across changes, removals and returns."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Text, any_, delete, false, insert, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.adapters.placed_cameras import placed, placed_cameras
from lokus_registry.adapters.places import sites_of, zones_of
from lokus_registry.adapters.register import Query, TableRegister
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.camera import Camera
from lokus_registry.domain.policy.scope import Scope


class CameraTable(TableRegister[Camera]):
    """The cameras of a tenant."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        referrers = {"contracts": schema.contract_cameras.c.camera}
        super().__init__(session, tenant, schema.cameras, Camera, referrers)

    async def put(self, item: Camera, *, new: bool) -> None:
        """Write it; one that returns is removed no more."""
        if new:
            await self._session.execute(delete(schema.removed_cameras).where(self._was(item.id)))
        await super().put(item, new=new)

    async def put_many(self, items: Sequence[Camera], *, new: bool) -> None:
        """Write many; those that return are removed no more."""
        if new:
            removed = schema.removed_cameras
            back = (removed.c.tenant == self._tenant) & _among(removed.c.id, [item.id for item in items])
            await self._session.execute(delete(removed).where(back))
        await super().put_many(items, new=new)

    async def remove(self, key: str) -> dict[str, int]:
        """Remove it, counting the removal as a version, unless contracts refer to it."""
        cameras = schema.cameras
        known = (cameras.c.tenant, cameras.c.id, cameras.c.version + 1, cameras.c.recording)
        last = select(*known).where(self._is(key))
        mark = insert(schema.removed_cameras).from_select(["tenant", "id", "version", "recording"], last)
        await self._session.execute(mark)
        return await super().remove(key)

    async def last_version(self, key: str) -> int:
        """The version under which a camera of that id was removed; 0 when none was."""
        query = select(schema.removed_cameras.c.version).where(self._was(key))
        return (await self._session.execute(query)).scalar_one_or_none() or 0

    async def last_versions(self, keys: Collection[str]) -> Mapping[str, int]:
        """The same for many: those that were removed, and their versions."""
        removed = schema.removed_cameras
        query = select(removed.c.id, removed.c.version).where(
            removed.c.tenant == self._tenant, _among(removed.c.id, keys)
        )
        return {row.id: row.version for row in await self._session.execute(query)}

    async def occupied_zones(self, zones: Collection[str]) -> set[str]:
        """Those of the zones that have cameras."""
        cameras = schema.cameras.c
        query = (
            select(cameras.zone).distinct().where(cameras.tenant == self._tenant, _among(cameras.zone, zones))
        )
        return set((await self._session.execute(query)).scalars())

    async def occupied_sites(self, sites: Collection[str]) -> set[str]:
        """Those of the sites that have cameras."""
        cameras, zones = schema.cameras.c, schema.zones.c
        at_site = (zones.tenant == cameras.tenant) & (zones.id == cameras.zone)
        query = select(zones.site).distinct().join(schema.cameras, at_site)
        query = query.where(zones.tenant == self._tenant, _among(zones.site, sites))
        return set((await self._session.execute(query)).scalars())

    async def renumber_zone(self, zone: str) -> Sequence[PlacedCamera]:
        """Count up the versions of a zone's cameras."""
        return await self._renumber(schema.cameras.c.zone == zone)

    async def renumber_site(self, site: str) -> Sequence[PlacedCamera]:
        """Count up the versions of a site's cameras."""
        zones = zones_of(self._tenant, schema.zones.c.site == site)
        return await self._renumber(schema.cameras.c.zone.in_(zones))

    async def _renumber(self, which: ColumnElement[bool]) -> Sequence[PlacedCamera]:
        """Lock in the order of ids, as all who lock several do, so that no two wait for each other."""
        cameras = schema.cameras
        lock = select(cameras.c.id).where(cameras.c.tenant == self._tenant, which)
        keys = (await self._session.execute(lock.order_by(cameras.c.id).with_for_update())).scalars().all()
        chosen = (cameras.c.tenant == self._tenant) & _among(cameras.c.id, keys)
        await self._session.execute(update(cameras).where(chosen).values(version=cameras.c.version + 1))
        found = await self._session.execute(placed_cameras().where(chosen).order_by(cameras.c.id))
        return [placed(row) for row in found.mappings()]

    def _within(self, query: Query, scope: Scope) -> Query:
        if scope.everything:
            return query
        return query.where(or_(false(), *self._covered(scope)))

    def _covered(self, scope: Scope) -> list[ColumnElement[bool]]:
        owned = zones_of(self._tenant, schema.zones.c.site.in_(sites_of(self._tenant, scope.owner)))
        by_owner = [schema.cameras.c.zone.in_(owned)] if scope.owner is not None else []
        by_vendor = [schema.cameras.c.vendor == scope.vendor] if scope.vendor is not None else []
        return [*by_owner, *by_vendor]

    def _was(self, key: str) -> Any:
        removed = schema.removed_cameras
        return (removed.c.tenant == self._tenant) & (removed.c.id == key)


def _among(column: Column[Any], keys: Collection[str]) -> ColumnElement[bool]:
    """One parameter, however many keys: the statement stays the same and is prepared once."""
    return column == any_(literal(list(keys), ARRAY(Text)))
