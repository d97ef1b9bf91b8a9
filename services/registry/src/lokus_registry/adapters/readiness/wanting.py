"""What is wanting at many sites, judged by PostgreSQL as `domain.readiness.finding.readiness` judges one.

Every site that somebody looks over meets the items that are asked of it; each item looks up its newest
record, or the zones of its kinds, in an index. A page stops at its last site, totals go over all of them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Integer,
    Text,
    and_,
    any_,
    case,
    column,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.adapters.readiness.line import line_above
from lokus_registry.adapters.within import within
from lokus_registry.application.ports import Window
from lokus_registry.domain.area import AreaLevel
from lokus_registry.domain.delivery.state import DeliveryState
from lokus_registry.domain.life.state import LifeState
from lokus_registry.domain.policy.survey import Outlook
from lokus_registry.domain.readiness.finding import ItemState
from lokus_registry.domain.readiness.standard import Rule
from lokus_registry.domain.readiness.wanted import AreaReadiness, Wanted

_SITES, _ZONES, _CAMERAS, _AREAS = schema.sites, schema.zones, schema.cameras, schema.areas
_LIFE, _NOW, _RECORDS = schema.camera_life, schema.camera_status, schema.readiness_records
_CODE_LENGTH: Final = {
    AreaLevel.PROVINCE: 2,
    AreaLevel.REGENCY: 5,
    AreaLevel.DISTRICT: 8,
    AreaLevel.VILLAGE: 13,
}


class WantingTables:
    """What is wanting at the sites of a tenant (`Wanting`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session: Final = session
        self._tenant: Final = tenant

    async def totals(
        self, outlook: Outlook, wanted: Wanted, by: AreaLevel, now: datetime
    ) -> Sequence[AreaReadiness]:
        """Count the items by state for each area of the level, whatever the state that is wanted."""
        item = self._asked()
        area = func.left(_SITES.c.area, _CODE_LENGTH[by]).label("area")
        states = select(_SITES.c.id, area, self._state(item, now).label("state"))
        states = states.join(item, _is_asked(item)).where(*self._looked_at(outlook, wanted, item))
        each = states.cte("judged").prefix_with("MATERIALIZED")  # or PostgreSQL judges once for each count
        counts = [func.count().filter(each.c.state == state).label(state) for state in ItemState]
        sites = func.count(each.c.id.distinct()).label("sites")
        found = select(each.c.area, sites, *counts).group_by(each.c.area).subquery()
        name = select(_AREAS.c.name).where(_AREAS.c.tenant == self._tenant, _AREAS.c.id == found.c.area)
        named = func.coalesce(name.scalar_subquery(), literal("")).label("name")
        query = select(found, named).order_by(found.c.area)
        return [AreaReadiness(**row) for row in (await self._session.execute(query)).mappings()]

    async def sites(self, outlook: Outlook, wanted: Wanted, window: Window, now: datetime) -> Sequence[str]:
        """The ids of the sites behind `window.after` of which an item is wanted, in their order."""
        item = self._asked()
        found = select(literal(1)).select_from(item).where(_is_asked(item), *_wanted_items(wanted, item))
        if wanted.state is not None:
            found = found.where(self._state(item, now) == wanted.state)
        first = (
            found.correlate(_SITES).limit(1).lateral()
        )  # the limit keeps it from being judged for all sites
        query = select(_SITES.c.id).join(first, true())
        query = query.where(*self._looked_over(outlook, wanted), _SITES.c.id > window.after)
        query = query.order_by(_SITES.c.id).limit(window.limit)
        return (await self._session.execute(query)).scalars().all()

    def _asked(self) -> Any:
        """The items of all standards, with the owners and the kind of the sites that they are asked of."""
        standards = schema.standards
        line = line_above(self._tenant, None)
        item = func.jsonb_to_recordset(standards.c["items"]).table_valued(
            column("key", Text),
            column("rule", Text),
            column("zone_kinds", ARRAY(Text)),
            column("valid_days", Integer),
            column("required", Boolean),
        )
        items = item.render_derived("item", with_types=True)
        query = select(line.c.owner, standards.c.site_kind, standards.c.variant, *items.c)
        query = query.join_from(line, standards, standards.c.owner == line.c.above).join(items, true())
        return query.where(standards.c.tenant == self._tenant).cte("asked").prefix_with("MATERIALIZED")

    def _looked_at(self, outlook: Outlook, wanted: Wanted, item: Any) -> list[ColumnElement[bool]]:
        return [*self._looked_over(outlook, wanted), *_wanted_items(wanted, item)]

    def _looked_over(self, outlook: Outlook, wanted: Wanted) -> list[ColumnElement[bool]]:
        conditions = [_SITES.c.tenant == self._tenant]
        if not outlook.everything:
            ways = [within(_SITES.c.area, area) for area in outlook.areas]
            conditions.append(or_(_SITES.c.owner == outlook.owner, *ways))
        if wanted.kind is not None:
            conditions.append(_SITES.c.kind == wanted.kind)
        if wanted.owner is not None:
            conditions.append(_SITES.c.owner == wanted.owner)
        if wanted.area is not None:
            conditions.append(within(_SITES.c.area, wanted.area))
        return conditions

    def _state(self, item: Any, now: datetime) -> ColumnElement[Any]:
        is_present = type_coerce(_SITES.c.notice_sign, JSONB)["present"].as_boolean()
        by_sign = case((_SITES.c.notice_sign.is_(None), ItemState.MISSING), else_=_met(is_present))
        return case(
            (item.c.rule == Rule.RECORD, func.coalesce(self._by_record(item, now), ItemState.MISSING)),
            (item.c.rule == Rule.NOTICE_SIGN, by_sign),
            else_=self._by_cameras(item),
        )

    def _by_record(self, item: Any, now: datetime) -> Any:
        """How the newest record leaves an item; null without one."""
        by_standard = _RECORDS.c.observed_at + func.make_interval(0, 0, 0, 0, item.c.valid_days * 24)
        expires_at = func.least(_RECORDS.c.expires_at, by_standard)
        state = case(
            (~_RECORDS.c.fulfilled, ItemState.GAP),
            (expires_at <= now, ItemState.EXPIRED),
            else_=ItemState.MET,
        )
        newest = select(state).where(
            _RECORDS.c.tenant == self._tenant,
            _RECORDS.c.site == _SITES.c.id,
            _RECORDS.c.item == item.c.key,
        )
        newest = newest.order_by(_RECORDS.c.observed_at.desc(), _RECORDS.c.number.desc()).limit(1)
        return newest.correlate(_SITES, item).scalar_subquery()

    def _by_cameras(self, item: Any) -> Any:
        """How the zones of the kinds leave an item."""
        at_work = _CAMERAS.join(_LIFE, _of_camera(_LIFE)).join(_NOW, _of_camera(_NOW))
        delivering = select(literal(1)).select_from(at_work)
        delivering = delivering.where(_CAMERAS.c.tenant == self._tenant, _CAMERAS.c.zone == _ZONES.c.id)
        delivering = delivering.where(
            _LIFE.c.state == LifeState.IN_SERVICE, _NOW.c.state == DeliveryState.DELIVERING
        )
        is_seen = delivering.correlate(_ZONES).exists()
        state = case((func.count() == 0, ItemState.MISSING), else_=_met(func.bool_and(is_seen)))
        zones = select(state).select_from(_ZONES)
        zones = zones.where(_ZONES.c.tenant == self._tenant, _ZONES.c.site == _SITES.c.id)
        zones = zones.where(_ZONES.c.kind == any_(item.c.zone_kinds))
        return zones.correlate(_SITES, item).scalar_subquery()


def _is_asked(item: Any) -> ColumnElement[bool]:
    of_variant = or_(item.c.variant.is_(None), item.c.variant == _SITES.c.variant)
    return and_(item.c.owner == _SITES.c.owner, item.c.site_kind == _SITES.c.kind, of_variant)


def _of_camera(table: Any) -> ColumnElement[bool]:
    return and_(table.c.tenant == _CAMERAS.c.tenant, table.c.camera == _CAMERAS.c.id)


def _wanted_items(wanted: Wanted, item: Any) -> list[ColumnElement[bool]]:
    conditions = [] if wanted.item is None else [item.c.key == wanted.item]
    return conditions if wanted.required is None else [*conditions, item.c.required == wanted.required]


def _met(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return case((condition, ItemState.MET), else_=ItemState.GAP)
