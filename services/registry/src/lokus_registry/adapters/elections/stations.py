"""Polling stations of one election as a table; the assessment of one lies in columns of its own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, any_, delete, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.adapters.upsert import upsert
from lokus_registry.adapters.within import within
from lokus_registry.application.elections.ports import StationFilter
from lokus_registry.application.outcome import Outcome
from lokus_registry.application.ports import Lock, Window
from lokus_registry.domain.elections.polling_station import PollingStation, Vulnerability

_PLAIN = ("election", "id", "number", "area", "site", "special", "supervision")
_STATIONS = schema.polling_stations


class StationTable:
    """The polling stations of one election (`StationRegister`)."""

    def __init__(self, session: AsyncSession, tenant: str, election: str) -> None:
        self._session = session
        self._tenant = tenant
        self._election = election

    async def find(self, code: str, lock: Lock = Lock.NONE) -> PollingStation | None:
        """The one of that code, locked as asked."""
        query = select(_STATIONS).where(self._ours(), _STATIONS.c.id == code)
        if lock is not Lock.NONE:
            query = query.with_for_update(read=lock is Lock.KEEP)
        row = (await self._session.execute(query)).mappings().one_or_none()
        return None if row is None else _station(row)

    async def search(
        self, wanted: StationFilter, window: Window, lock: Lock = Lock.NONE
    ) -> Sequence[PollingStation]:
        """A part of those that are wanted, in the order of their codes, in which they are locked as well."""
        query = wanted_stations(self._tenant, self._election, wanted, window)
        if lock is not Lock.NONE:
            query = query.with_for_update(read=lock is Lock.KEEP)
        found = await self._session.execute(query)
        return [_station(row) for row in found.mappings()]

    async def put_many(self, stations: Sequence[PollingStation]) -> Sequence[Outcome]:
        """Write all in one statement."""
        rows = [_row(self._tenant, station) for station in stations]
        return await upsert(self._session, _STATIONS, rows)

    async def remove(self, code: str) -> None:
        """Remove one."""
        await self._session.execute(delete(_STATIONS).where(self._ours(), _STATIONS.c.id == code))

    def _ours(self) -> ColumnElement[bool]:
        return _of(self._tenant, self._election)


def wanted_stations(tenant: str, election: str, wanted: StationFilter, window: Window) -> Select[Any]:
    """The query of a part of an election's polling stations."""
    query = select(_STATIONS).where(
        _of(tenant, election), _STATIONS.c.id > window.after, *_conditions(wanted)
    )
    return query.order_by(_STATIONS.c.id).limit(window.limit)


def _of(tenant: str, election: str) -> ColumnElement[bool]:
    return (_STATIONS.c.tenant == tenant) & (_STATIONS.c.election == election)


def _conditions(wanted: StationFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.area is not None:
        yield within(_STATIONS.c.area, wanted.area)
    if wanted.special is not None:
        yield _STATIONS.c.special.is_(wanted.special)
    if wanted.vulnerability is not None:
        yield _STATIONS.c.vulnerability == wanted.vulnerability
    if wanted.supervised is not None:
        yield _STATIONS.c.supervision.is_not(None).is_(wanted.supervised)
    if wanted.has_site is not None:
        yield _STATIONS.c.site.is_not(None).is_(wanted.has_site)
    if wanted.among is not None:
        if wanted.among:
            # Without statistics, right after a city was brought, PostgreSQL compares each station of the
            # election with each code, unless it is told where they end; files are in order as a rule.
            yield _STATIONS.c.id >= min(wanted.among)
            yield _STATIONS.c.id <= max(wanted.among)
        yield _STATIONS.c.id == any_(literal(list(wanted.among), ARRAY(_STATIONS.c.id.type)))


def _row(tenant: str, station: PollingStation) -> Mapping[str, Any]:
    found = station.vulnerability
    return {
        "tenant": tenant,
        **{member: getattr(station, member) for member in _PLAIN},
        "vulnerability": found and found.level,
        "vulnerability_reason": found and found.reason,
        "vulnerability_source": found and found.source,
        "assessed_on": found and found.assessed_on,
    }


def _station(row: RowMapping) -> PollingStation:
    vulnerability = row["vulnerability"] and Vulnerability(
        row["vulnerability"], row["vulnerability_reason"], row["vulnerability_source"], row["assessed_on"]
    )
    return PollingStation(vulnerability=vulnerability, **{member: row[member] for member in _PLAIN})
