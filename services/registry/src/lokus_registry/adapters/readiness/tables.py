"""Standards by whom they are asked of, findings by site, and what cameras see of zones."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from lokus_proto.v1.camera import SiteKind
from lokus_registry.adapters import schema
from lokus_registry.adapters.readiness.line import line_above
from lokus_registry.adapters.transactions import Work
from lokus_registry.domain.delivery.state import DeliveryState
from lokus_registry.domain.life.state import LifeState
from lokus_registry.domain.readiness.finding import Finding, NumberedFinding, ZoneSight
from lokus_registry.domain.readiness.standard import Standard

_RECORDS: Final = schema.readiness_records
_FOUND: Final = tuple(member.name for member in fields(Finding))


class AppliedStandardTables:
    """Which standards are asked of whom (`AppliedStandards`)."""

    def __init__(self, work: Work) -> None:
        self._session: Final = work.session
        self._tenant: Final = work.tenant

    async def of(self, owners: Collection[str]) -> Mapping[tuple[str, SiteKind], Sequence[Standard]]:
        """The standards of these owners and of those above them, by following `parent` upwards."""
        standards = schema.standards
        line = line_above(self._tenant, owners)
        columns = [standards.c[member.name] for member in fields(Standard)]
        query = select(line.c.owner.label("asked_of"), *columns).join(line, standards.c.owner == line.c.above)
        query = query.where(standards.c.tenant == self._tenant).order_by(standards.c.id)
        found: defaultdict[tuple[str, SiteKind], list[Standard]] = defaultdict(list)
        for asked_of, *members in await self._session.execute(query):
            standard = Standard(*members)
            found[asked_of, standard.site_kind].append(standard)
        return found


class FindingTable:
    """What was found at the sites of a tenant (`FindingLog`)."""

    def __init__(self, work: Work) -> None:
        self._session: Final = work.session
        self._tenant: Final = work.tenant

    async def newest(self, sites: Collection[str]) -> Mapping[str, Mapping[str, Finding]]:
        """The newest finding of each item at these sites."""
        order = (_RECORDS.c.site, _RECORDS.c.item, _RECORDS.c.observed_at.desc(), _RECORDS.c.number.desc())
        query = (
            select(*(_RECORDS.c[name] for name in _FOUND))
            .distinct(_RECORDS.c.site, _RECORDS.c.item)
            .where(_RECORDS.c.tenant == self._tenant, _RECORDS.c.site.in_(sites))
            .order_by(*order)
        )
        found: defaultdict[str, dict[str, Finding]] = defaultdict(dict)
        for row in (await self._session.execute(query)).mappings():
            found[row["site"]][row["item"]] = Finding(**row)
        return found

    async def history(
        self, site: str, item: str, behind: int | None, limit: int
    ) -> Sequence[NumberedFinding]:
        """Those numbered below `behind`, the last recorded first."""
        query = select(_RECORDS.c.number, *(_RECORDS.c[name] for name in _FOUND)).where(
            _RECORDS.c.tenant == self._tenant, _RECORDS.c.site == site, _RECORDS.c.item == item
        )
        if behind is not None:
            query = query.where(_RECORDS.c.number < behind)
        rows = await self._session.execute(query.order_by(_RECORDS.c.number.desc()).limit(limit))
        return [NumberedFinding(number, Finding(*members)) for number, *members in rows]

    async def add(self, finding: Finding) -> None:
        """Keep it under the next number; whoever calls holds the site, so that no two take the same."""
        last = select(func.coalesce(func.max(_RECORDS.c.number), 0)).where(
            _RECORDS.c.tenant == self._tenant,
            _RECORDS.c.site == finding.site,
            _RECORDS.c.item == finding.item,
        )
        number = (await self._session.execute(last)).scalar_one() + 1
        values = {name: getattr(finding, name) for name in _FOUND}
        await self._session.execute(
            insert(_RECORDS).values({"tenant": self._tenant, "number": number, **values})
        )


class ZoneSightTables:
    """What cameras see of the zones of a tenant (`ZoneSights`)."""

    def __init__(self, work: Work) -> None:
        self._session: Final = work.session
        self._tenant: Final = work.tenant

    async def of(self, sites: Collection[str]) -> Mapping[str, Sequence[ZoneSight]]:
        """The zones of these sites; one is seen while a camera in service there delivers."""
        zones, cameras = schema.zones, schema.cameras
        life, now = schema.camera_life, schema.camera_status
        tenant = zones.c.tenant
        delivers = (life.c.state == LifeState.IN_SERVICE) & (now.c.state == DeliveryState.DELIVERING)
        query = (
            select(zones.c.site, zones.c.id, zones.c.kind, func.coalesce(func.bool_or(delivers), False))
            .outerjoin(cameras, (cameras.c.tenant == tenant) & (cameras.c.zone == zones.c.id))
            .outerjoin(life, (life.c.tenant == tenant) & (life.c.camera == cameras.c.id))
            .outerjoin(now, (now.c.tenant == tenant) & (now.c.camera == cameras.c.id))
            .where(tenant == self._tenant, zones.c.site.in_(sites))
            .group_by(zones.c.site, zones.c.id, zones.c.kind)
            .order_by(zones.c.id)
        )
        found: defaultdict[str, list[ZoneSight]] = defaultdict(list)
        for site, zone, kind, seen in await self._session.execute(query):
            found[site].append(ZoneSight(zone, kind, seen))
        return found
