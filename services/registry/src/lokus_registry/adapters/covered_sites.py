"""Sites with how many of their cameras are in service and deliver now.

For all sites at once cameras are counted in one pass; for a page they are counted site by site, in the
order of ids, so that the first page does not wait for the city.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.adapters.organisations import OrganisationTable
from lokus_registry.adapters.transactions import Work
from lokus_registry.adapters.within import within
from lokus_registry.application.coverage.ports import SurveyRegisters
from lokus_registry.application.ports import Window
from lokus_registry.domain.area import AreaLevel
from lokus_registry.domain.coverage import AreaCoverage, Coverage, SiteCoverage, SurveyFilter
from lokus_registry.domain.delivery.state import DeliveryState
from lokus_registry.domain.life.state import LifeState
from lokus_registry.domain.policy.survey import Outlook

_SITES, _ZONES, _CAMERAS, _AREAS = schema.sites, schema.zones, schema.cameras, schema.areas
_LIFE, _NOW = schema.camera_life, schema.camera_status
_CODE_LENGTH: Final = {
    AreaLevel.PROVINCE: 2,
    AreaLevel.REGENCY: 5,
    AreaLevel.DISTRICT: 8,
    AreaLevel.VILLAGE: 13,
}


class CoveredSiteTable:
    """The sites of one tenant (`CoveredSites`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def totals(self, outlook: Outlook, wanted: SurveyFilter, by: AreaLevel) -> Sequence[AreaCoverage]:
        """Count the sites for each area of the level, whatever their state, in the order of codes."""
        counted = self._counted_at_once(outlook)
        at = _SITES.outerjoin(counted, counted.c.site == _SITES.c.id)
        area = func.left(_SITES.c.area, _CODE_LENGTH[by]).label("area")
        states = [func.count().filter(_in_state(counted, state)).label(state) for state in Coverage]
        found = select(area, *states).select_from(at).where(*self._surveyed(outlook, wanted))
        of_areas = found.group_by(area).subquery()
        query = select(of_areas, self._area_name(of_areas.c.area).label("name")).order_by(of_areas.c.area)
        return [AreaCoverage(**row) for row in (await self._session.execute(query)).mappings()]

    async def some(self, outlook: Outlook, wanted: SurveyFilter, window: Window) -> Sequence[SiteCoverage]:
        """A part of the sites."""
        counted = self._counted(outlook).where(_ZONES.c.site == _SITES.c.id).lateral()
        query = self._sites(outlook, wanted, counted, true()).where(_SITES.c.id > window.after)
        return await self._read(query.order_by(_SITES.c.id).limit(window.limit))

    async def every(self, outlook: Outlook, wanted: SurveyFilter) -> Sequence[SiteCoverage]:
        """All of the sites, in the order of areas and ids."""
        counted = self._counted_at_once(outlook)
        query = self._sites(outlook, wanted, counted, counted.c.site == _SITES.c.id)
        return await self._read(query.order_by(_SITES.c.area, _SITES.c.id))

    async def _read(self, query: Select[Any]) -> Sequence[SiteCoverage]:
        return [SiteCoverage(**row) for row in (await self._session.execute(query)).mappings()]

    def _sites(
        self, outlook: Outlook, wanted: SurveyFilter, counted: Any, on: ColumnElement[bool]
    ) -> Select[Any]:
        sites = (_SITES.c[name] for name in ("id", "name", "kind", "owner", "area"))
        counts = (func.coalesce(counted.c[name], 0).label(name) for name in ("cameras", "delivering"))
        query = select(*sites, self._area_name(_SITES.c.area).label("area_name"), *counts)
        query = query.select_from(_SITES.outerjoin(counted, on)).where(*self._surveyed(outlook, wanted))
        return query if wanted.state is None else query.where(_in_state(counted, wanted.state))

    def _counted_at_once(self, outlook: Outlook) -> Any:
        return self._counted(outlook).add_columns(_ZONES.c.site).group_by(_ZONES.c.site).subquery()

    def _counted(self, outlook: Outlook) -> Any:
        """Count cameras in service, and those of them that deliver."""
        life, now = (_of_camera(table) for table in (_LIFE, _NOW))
        delivers = func.count().filter(_NOW.c.state == DeliveryState.DELIVERING)
        counts = [func.count().label("cameras"), delivers.label("delivering")]
        query = select(*counts).select_from(
            _ZONES.join(_CAMERAS, _in_zone()).join(_LIFE, life).outerjoin(_NOW, now)
        )
        query = query.where(_ZONES.c.tenant == self._tenant, _LIFE.c.state == LifeState.IN_SERVICE)
        return query.where(*_of_their_own(outlook))

    def _surveyed(self, outlook: Outlook, wanted: SurveyFilter) -> list[ColumnElement[bool]]:
        conditions = [_SITES.c.tenant == self._tenant, *self._looked_over(outlook)]
        if wanted.kind is not None:
            conditions.append(_SITES.c.kind == wanted.kind)
        if wanted.area is not None:
            conditions.append(within(_SITES.c.area, wanted.area))
        if wanted.election is not None:
            stations = schema.polling_stations
            voting = select(stations.c.site).where(
                stations.c.tenant == self._tenant,
                stations.c.election == wanted.election,
                stations.c.site.is_not(None),
            )
            conditions.append(_SITES.c.id.in_(voting))
        return conditions

    def _looked_over(self, outlook: Outlook) -> list[ColumnElement[bool]]:
        if outlook.everything:
            return []
        ways = [within(_SITES.c.area, area) for area in outlook.areas]
        if outlook.owner is not None:
            ways.append(_SITES.c.owner == outlook.owner)
        if outlook.vendor is not None:
            theirs = select(_ZONES.c.site).join(_CAMERAS, _in_zone())
            theirs = theirs.where(_CAMERAS.c.tenant == self._tenant, _CAMERAS.c.vendor == outlook.vendor)
            ways.append(_SITES.c.id.in_(theirs))
        return [or_(*ways)]

    def _area_name(self, area: Any) -> Any:
        name = select(_AREAS.c.name).where(_AREAS.c.tenant == self._tenant, _AREAS.c.id == area)
        return func.coalesce(name.scalar_subquery(), literal(""))


def survey_registers(work: Work) -> SurveyRegisters:
    """The registers of the survey, for one transaction."""
    return SurveyRegisters(
        sites=CoveredSiteTable(work.session, work.tenant),
        organisations=OrganisationTable(work.session, work.tenant),
    )


def _in_zone() -> ColumnElement[bool]:
    return and_(_CAMERAS.c.tenant == _ZONES.c.tenant, _CAMERAS.c.zone == _ZONES.c.id)


def _of_camera(table: Any) -> ColumnElement[bool]:
    return and_(table.c.tenant == _CAMERAS.c.tenant, table.c.camera == _CAMERAS.c.id)


def _of_their_own(outlook: Outlook) -> list[ColumnElement[bool]]:
    """Who looks as a vendor and as nothing else sees what the own cameras do, no rival's."""
    only_vendor = Outlook(vendor=outlook.vendor)
    return [_CAMERAS.c.vendor == outlook.vendor] if outlook.vendor and outlook == only_vendor else []


def _in_state(counted: Any, state: Coverage) -> ColumnElement[bool]:
    cameras, delivering = (func.coalesce(counted.c[name], 0) for name in ("cameras", "delivering"))
    return {
        Coverage.DELIVERING: delivering > 0,
        Coverage.NOT_DELIVERING: and_(cameras > 0, delivering == 0),
        Coverage.NONE: cameras == 0,
    }[state]
