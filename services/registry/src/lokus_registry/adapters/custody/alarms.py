"""Alarms as a table: read and answered for, raised and ended; what begins or ends goes to the bus."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, Select, Update, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from lokus_proto import subjects
from lokus_registry.adapters import schema
from lokus_registry.adapters.transactions import Work
from lokus_registry.adapters.within import within
from lokus_registry.application.custody.ports import AlarmFilter, SeenAlarm
from lokus_registry.application.ports import Window
from lokus_registry.domain.custody.alarm import Alarm
from lokus_registry.domain.policy.custody import CustodyScope

_ALARMS: Final = schema.alarms
_MEMBERS: Final = tuple(member.name for member in fields(Alarm))
_COLUMNS: Final = tuple(_ALARMS.c[name] for name in _MEMBERS)


class AlarmTable:
    """The alarms of a tenant (`AlarmLog`, `AlarmBell`)."""

    def __init__(self, work: Work) -> None:
        self._session: Final = work.session
        self._tenant: Final = work.tenant
        self._announcer: Final = work.announcer

    async def find(self, key: str) -> SeenAlarm | None:
        """The alarm of that id and its site's owner; nobody else changes it until the end."""
        query = self._with_owner().where(_ALARMS.c.id == key).with_for_update(of=_ALARMS)
        row = (await self._session.execute(query)).mappings().one_or_none()
        return None if row is None else SeenAlarm(_alarm(row), row["owner"])

    async def read(self, window: Window, which: AlarmFilter, scope: CustodyScope) -> Sequence[Alarm]:
        """Some, the newest first."""
        query = self._with_owner().where(*_asked(which)).order_by(_ALARMS.c.id.desc()).limit(window.limit)
        if window.after:
            query = query.where(_ALARMS.c.id < window.after)
        if not scope.everything:
            query = query.where(_seen(scope))
        return [_alarm(row) for row in (await self._session.execute(query)).mappings()]

    async def acknowledge(self, alarm: Alarm) -> None:
        """Keep who answered for it."""
        answer = {name: getattr(alarm, name) for name in ("acknowledged_at", "acknowledged_by", "note")}
        await self._session.execute(self._one(alarm).values(**answer))

    async def open_of(self, thing: str) -> Sequence[Alarm]:
        """The open alarms of a thing."""
        query = select(*_COLUMNS).where(
            _ALARMS.c.tenant == self._tenant, _ALARMS.c.thing == thing, _ALARMS.c.ended_at.is_(None)
        )
        return [_alarm(row) for row in (await self._session.execute(query)).mappings()]

    async def begin(self, alarm: Alarm) -> None:
        """Keep and tell it, unless one is open for the same cause."""
        values = {name: getattr(alarm, name) for name in _MEMBERS}
        row = insert(_ALARMS).values(tenant=self._tenant, **values)
        kept = row.on_conflict_do_nothing().returning(_ALARMS.c.id)
        if (await self._session.execute(kept)).first() is not None:
            address = subjects.alarm_raised(self._tenant, alarm.site)
            await self._announcer.tell(address, alarm.raised(), alarm.site)

    async def end(self, alarm: Alarm, at: datetime) -> None:
        """Keep and tell its end, unless it has ended."""
        ended = self._one(alarm).where(_ALARMS.c.ended_at.is_(None)).values(ended_at=at)
        if (await self._session.execute(ended.returning(_ALARMS.c.id))).first() is not None:
            address = subjects.alarm_ended(self._tenant, alarm.site)
            await self._announcer.tell(address, alarm.ended(at), alarm.site)

    def _with_owner(self) -> Select[tuple[Any, ...]]:
        sites = schema.sites
        at_site = (sites.c.tenant == _ALARMS.c.tenant) & (sites.c.id == _ALARMS.c.site)
        query = select(*_COLUMNS, sites.c.owner).join(sites, at_site)
        return query.where(_ALARMS.c.tenant == self._tenant)

    def _one(self, alarm: Alarm) -> Update:
        return update(_ALARMS).where(_ALARMS.c.tenant == self._tenant, _ALARMS.c.id == alarm.id)


def _asked(which: AlarmFilter) -> list[ColumnElement[bool]]:
    asked = []
    if which.kind is not None:
        asked.append(_ALARMS.c.kind == which.kind)
    if which.site is not None:
        asked.append(_ALARMS.c.site == which.site)
    if which.open is not None:
        asked.append(_ALARMS.c.ended_at.is_(None) if which.open else _ALARMS.c.ended_at.is_not(None))
    if which.since is not None:
        asked.append(_ALARMS.c.raised_at >= which.since)
    return asked


def _seen(scope: CustodyScope) -> ColumnElement[bool]:
    return or_(
        schema.sites.c.owner == scope.organisation,
        _ALARMS.c.parties.contains([scope.organisation]),
        *(within(schema.sites.c.area, area) for area in scope.areas),
    )


def _alarm(row: RowMapping) -> Alarm:
    return Alarm(**{name: row[name] for name in _MEMBERS} | {"parties": tuple(row["parties"])})
