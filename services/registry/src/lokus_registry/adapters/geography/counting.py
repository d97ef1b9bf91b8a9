"""Counts of what lies in areas: one query over one range of an index for each kind of thing.

An area of a level is the beginning of the codes in it, so a group is `left(code, length)`; what lies on
an area wider than the level asked for counts for the whole alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.adapters.within import within
from lokus_registry.domain.area import Area, AreaLevel
from lokus_registry.domain.elections.polling_station import VulnerabilityClass
from lokus_registry.domain.geography.counts import Counts, CountsReport, Numbers

_CODE_LENGTHS: Final = {
    AreaLevel.PROVINCE: 2,
    AreaLevel.REGENCY: 5,
    AreaLevel.DISTRICT: 8,
    AreaLevel.VILLAGE: 13,
}

Groups = defaultdict[str, Counter[str]]
"""By the code of an area, numbers by word."""


class CountingTables:
    """Counts within one tenant (`Counting`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def has_election(self, key: str) -> bool:
        """Tell whether there is one."""
        elections = schema.elections
        query = select(elections.c.id).where(elections.c.tenant == self._tenant, elections.c.id == key)
        return (await self._session.execute(query)).first() is not None

    async def count(self, area: Area, by: AreaLevel | None, election: str | None) -> CountsReport:
        """The counts of an area and of each of level `by` in it."""
        level = by or area.level
        areas = await self._grouped(_areas_by_level(self._tenant, area.id, level))
        stations = await self._stations(election, area.id, level) if election is not None else None
        sites = await self._grouped(_sites_by_kind(self._tenant, area.id, level))
        cameras = await self._grouped(_cameras_by_state(self._tenant, area.id, level))
        parts = [] if by is None else await self._parts(area.id, by)
        return CountsReport(
            total=Counts(
                area.id,
                area.name,
                areas=_sum(areas),
                polling_stations=None if stations is None else _sum(stations),
                sites=_sum(sites),
                cameras=_sum(cameras),
            ),
            parts=[
                Counts(
                    code,
                    name,
                    areas=areas[code],
                    polling_stations=None if stations is None else stations[code],
                    sites=sites[code],
                    cameras=cameras[code],
                )
                for code, name in parts
            ],
        )

    async def _parts(self, area: str, level: AreaLevel) -> Sequence[tuple[str, str]]:
        areas = schema.areas
        query = select(areas.c.id, areas.c.name).where(
            areas.c.tenant == self._tenant, areas.c.level == level, within(areas.c.id, area)
        )
        return [(code, name) for code, name in await self._session.execute(query.order_by(areas.c.id))]

    async def _stations(self, election: str, area: str, level: AreaLevel) -> Groups:
        found = await self._session.execute(stations_by_mark(self._tenant, election, area, level))
        groups = Groups(Counter)
        for row in found.mappings():
            groups[row["place"]].update({word: number for word, number in row.items() if word != "place"})
        return groups

    async def _grouped(self, query: Select[*tuple[Any, ...]]) -> Groups:
        groups = Groups(Counter)
        for place, word, number in await self._session.execute(query):
            groups[place][str(word)] = number
        return groups


def stations_by_mark(tenant: str, election: str, area: str, level: AreaLevel) -> Select[*tuple[Any, ...]]:
    """Polling stations of an election in an area, in groups of a level: all, and those of each mark."""
    stations = schema.polling_stations
    place = _place(stations.c.area, level)
    marks = {
        "special": stations.c.special,
        "supervised": stations.c.supervision.is_not(None),
        "vulnerable": stations.c.vulnerability.in_([VulnerabilityClass.MEDIUM, VulnerabilityClass.HIGH]),
    } | {str(each): stations.c.vulnerability == each for each in VulnerabilityClass}
    counted = [func.count().filter(condition).label(word) for word, condition in marks.items()]
    return (
        select(place, func.count().label("all"), *counted)
        .where(
            stations.c.tenant == tenant,
            stations.c.election == election,
            within(stations.c.area, area),
        )
        .group_by(place)
    )


def _areas_by_level(tenant: str, area: str, level: AreaLevel) -> Select[*tuple[Any, ...]]:
    areas = schema.areas
    place = _place(areas.c.id, level)
    query = select(place, areas.c.level, func.count()).where(
        areas.c.tenant == tenant, within(areas.c.id, area)
    )
    return query.group_by(place, areas.c.level)


def _sites_by_kind(tenant: str, area: str, level: AreaLevel) -> Select[*tuple[Any, ...]]:
    sites = schema.sites
    place = _place(sites.c.area, level)
    query = select(place, sites.c.kind, func.count()).where(
        sites.c.tenant == tenant, within(sites.c.area, area)
    )
    return query.group_by(place, sites.c.kind)


def _cameras_by_state(tenant: str, area: str, level: AreaLevel) -> Select[*tuple[Any, ...]]:
    cameras, zones, sites, life = schema.cameras, schema.zones, schema.sites, schema.camera_life
    place = _place(sites.c.area, level)
    at_site = (zones.c.tenant == sites.c.tenant) & (zones.c.site == sites.c.id)
    in_zone = (cameras.c.tenant == zones.c.tenant) & (cameras.c.zone == zones.c.id)
    its_life = (life.c.tenant == cameras.c.tenant) & (life.c.camera == cameras.c.id)
    return (
        select(place, life.c.state, func.count())
        .select_from(sites)
        .join(zones, at_site)
        .join(cameras, in_zone)
        .join(life, its_life)
        .where(sites.c.tenant == tenant, within(sites.c.area, area))
        .group_by(place, life.c.state)
    )


def _place(column: ColumnElement[str], level: AreaLevel) -> ColumnElement[str]:
    """The code of the area of a level that a code lies in. The length is written out, so that it groups."""
    return func.left(column, literal_column(str(_CODE_LENGTHS[level]))).label("place")


def _sum(groups: Groups) -> Numbers:
    numbers: Iterable[Counter[str]] = groups.values()
    return sum(numbers, Counter())
