"""The list of cameras, narrowed by filters. A deep page costs what the first does.

Places are joined, not looked up first, so that PostgreSQL may begin at either end: at the cameras in the
order of their ids where most of them match, at the place where few do. No index finds a part of a name:
a name that few have is looked for in the names of all cameras, which takes some 10 ms for 60,000.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Final

from sqlalchemy import ColumnElement, false, or_, select
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
        query = select(_LIVES.c.state.label("life"), _NOW.c.state.label("status"), *_COLUMNS)
        # Said of each table, so that none is read from its begin, whichever way they are joined.
        lives, now = _LIVES.c.camera > window.after, _NOW.c.camera > window.after
        query = query.select_from(_CAMERAS).join(_LIVES, _OF_CAMERA & lives)
        query = query.outerjoin(_NOW, _NOW_OF_CAMERA & now)
        query = query.join(_ZONES, _IN_ZONE).join(_SITES, _AT_SITE)
        query = query.where(_CAMERAS.c.tenant == self._tenant, _CAMERAS.c.id > window.after)
        query = query.where(*_covered(scope), *_wanted(wanted))
        rows = await self._session.execute(query.order_by(_CAMERAS.c.id).limit(window.limit))
        return [
            ListedCamera(Camera(*members), life, status or DeliveryState.UNKNOWN)
            for life, status, *members in rows
        ]


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
