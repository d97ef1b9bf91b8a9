"""What the plans of custody refer to: owners of sites, people, elections, and the cameras that look on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from typing import Final

from sqlalchemy import ColumnElement, exists, false, or_, select, true

from lokus_registry.adapters import schema
from lokus_registry.adapters.transactions import Work
from lokus_registry.adapters.within import within
from lokus_registry.application.custody.ports import CameraView, SiteHold
from lokus_registry.domain.life.state import SHARED
from lokus_registry.domain.person import Person
from lokus_registry.domain.policy.custody import CameraSight


class SurroundingTables:
    """Bound to one tenant (`Surroundings`)."""

    def __init__(self, work: Work) -> None:
        self._session: Final = work.session
        self._tenant: Final = work.tenant

    async def sites(self, keys: Collection[str]) -> Mapping[str, SiteHold]:
        """Who owns those sites that there are, and in which area each lies."""
        table = schema.sites
        query = select(table.c.id, table.c.owner, table.c.area)
        query = query.where(table.c.tenant == self._tenant, table.c.id.in_(keys))
        rows = (await self._session.execute(query)).mappings()
        return {row["id"]: SiteHold(row["owner"], row["area"]) for row in rows}

    async def people(self, keys: Collection[str]) -> Mapping[str, Person]:
        """Those people that there are."""
        table = schema.people
        query = select(*(table.c[member.name] for member in fields(Person)))
        query = query.where(table.c.tenant == self._tenant, table.c.id.in_(keys))
        rows = (await self._session.execute(query)).mappings()
        return {row["id"]: Person(**row) for row in rows}

    async def has_election(self, key: str) -> bool:
        """Tell whether there is such an election."""
        table = schema.elections
        query = select(exists().where(table.c.tenant == self._tenant, table.c.id == key))
        return bool((await self._session.execute(query)).scalar_one())

    async def cameras(self, sites: Collection[str], sight: CameraSight) -> Sequence[CameraView]:
        """The cameras at these sites that may be known of, in the order of ids."""
        cameras, lives = schema.cameras, schema.camera_life
        zones, places = schema.zones, schema.sites
        query = (
            select(cameras.c.id, cameras.c.name, cameras.c.zone, zones.c.site)
            .join(zones, (zones.c.tenant == cameras.c.tenant) & (zones.c.id == cameras.c.zone))
            .join(places, (places.c.tenant == zones.c.tenant) & (places.c.id == zones.c.site))
            .join(lives, (lives.c.tenant == cameras.c.tenant) & (lives.c.camera == cameras.c.id))
            .where(cameras.c.tenant == self._tenant, zones.c.site.in_(sites), _seen(sight))
            .order_by(cameras.c.id)
        )
        return [CameraView(**row) for row in (await self._session.execute(query)).mappings()]


def _seen(sight: CameraSight) -> ColumnElement[bool]:
    if sight.everything:
        return true()
    owned = schema.sites.c.owner == sight.owner if sight.owner is not None else false()
    seen = or_(false(), *(within(schema.sites.c.area, area) for area in sight.shareable_in))
    return or_(owned, seen & schema.zones.c.private.is_(False) & schema.camera_life.c.state.in_(SHARED))
