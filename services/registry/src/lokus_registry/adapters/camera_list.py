"""The list of cameras, narrowed by filters. A deep page costs what the first does.

First the ids of the page are found, over those tables alone that the filters speak of; then what is shown
of these. Places are joined, not looked up first, so that PostgreSQL may begin at either end: at the cameras
in the order of their ids where most of them match, at the place where few do. No index finds a part of a
name: a name that few have is looked for in the names of all cameras, which takes some 10 ms for 60,000.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Final

from sqlalchemy import ColumnElement, FromClause, Select, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.adapters.naming import has_part
from lokus_registry.adapters.transactions import Work
from lokus_registry.adapters.within import within
from lokus_registry.application.ports import Window
from lokus_registry.domain.camera import Camera
from lokus_registry.domain.camera_filter import CameraFilter, ListedCamera
from lokus_registry.domain.delivery.state import DeliveryState
from lokus_registry.domain.policy.scope import Scope

_CAMERAS, _ZONES, _SITES = schema.cameras, schema.zones, schema.sites
_LIVES, _NOW = schema.camera_life, schema.camera_status
_IN_ZONE: Final = (_ZONES.c.tenant == _CAMERAS.c.tenant) & (_ZONES.c.id == _CAMERAS.c.zone)
_AT_SITE: Final = (_SITES.c.tenant == _ZONES.c.tenant) & (_SITES.c.id == _ZONES.c.site)
_OF_CAMERA: Final = (_LIVES.c.tenant == _CAMERAS.c.tenant) & (_LIVES.c.camera == _CAMERAS.c.id)
_NOW_OF_CAMERA: Final = (_NOW.c.tenant == _CAMERAS.c.tenant) & (_NOW.c.camera == _CAMERAS.c.id)
_COLUMNS: Final = [_CAMERAS.c[member.name] for member in fields(Camera)]


class CameraListTable:
    """The cameras of a tenant as a list to choose from."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def search(self, window: Window, scope: Scope, wanted: CameraFilter) -> Sequence[ListedCamera]:
        """At most `window.limit` of those that the scope covers and the filter lets pass."""
        page = self._found(wanted, scope).where(_CAMERAS.c.tenant == self._tenant)
        page = page.where(_CAMERAS.c.id > window.after).order_by(_CAMERAS.c.id).limit(window.limit)
        found = page.subquery()
        query = select(_LIVES.c.state, _NOW.c.state, *_COLUMNS).select_from(found)
        query = query.join(_CAMERAS, (_CAMERAS.c.tenant == self._tenant) & (_CAMERAS.c.id == found.c.id))
        query = query.join(_LIVES, _OF_CAMERA).outerjoin(_NOW, _NOW_OF_CAMERA).order_by(_CAMERAS.c.id)
        return [
            ListedCamera(Camera(*members), life, status or DeliveryState.UNKNOWN)
            for life, status, *members in await self._session.execute(query)
        ]

    def _found(self, wanted: CameraFilter, scope: Scope) -> Select[tuple[str]]:
        """The ids of those that match, of any tenant."""
        query = select(_CAMERAS.c.id).where(*_covered(scope), *_wanted(wanted))
        tables: FromClause = _CAMERAS
        if scope.owner is not None or {wanted.site, wanted.owner, wanted.area} != {None}:
            tables = tables.join(_ZONES, _IN_ZONE).join(_SITES, _AT_SITE)
        if wanted.life is not None:
            tables = tables.join(_LIVES, _OF_CAMERA)
        if wanted.status is not None:
            tables = tables.outerjoin(_NOW, _NOW_OF_CAMERA)
        return query.select_from(tables)


def camera_list(work: Work) -> CameraListTable:
    """The list, for one transaction."""
    return CameraListTable(work.session, work.tenant)


def _covered(scope: Scope) -> list[ColumnElement[bool]]:
    if scope.everything:
        return []
    by_owner = [_SITES.c.owner == scope.owner] if scope.owner is not None else []
    by_vendor = [_CAMERAS.c.vendor == scope.vendor] if scope.vendor is not None else []
    return [or_(false(), *by_owner, *by_vendor)]


def _wanted(wanted: CameraFilter) -> list[ColumnElement[bool]]:
    equal = {
        _CAMERAS.c.zone: wanted.zone,
        _ZONES.c.site: wanted.site,
        _SITES.c.owner: wanted.owner,
        _CAMERAS.c.vendor: wanted.vendor,
        _LIVES.c.state: wanted.life,
    }
    conditions = [column == value for column, value in equal.items() if value is not None]
    if wanted.area is not None:
        conditions.append(within(_SITES.c.area, wanted.area))
    if wanted.status is not None:
        unmeasured = [_NOW.c.state.is_(None)] if wanted.status is DeliveryState.UNKNOWN else []
        conditions.append(or_(_NOW.c.state == wanted.status, *unmeasured))
    if wanted.name is not None:
        conditions.append(has_part(_CAMERAS.c.name, wanted.name))
    return conditions
