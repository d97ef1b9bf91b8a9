"""Plans of openings, who may be present, and what was told of them, as tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, delete, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from lokus_registry.adapters import schema
from lokus_registry.adapters.transactions import Work
from lokus_registry.adapters.within import within
from lokus_registry.application.custody.ports import OpeningFilter, OpeningSummary
from lokus_registry.application.ports import Lock, Window
from lokus_registry.domain.custody.opening import Course, Opening, OpeningRecord
from lokus_registry.domain.policy.custody import CustodyScope

_OPENINGS: Final = schema.openings
_PRESENT: Final = schema.opening_present
_RECORDS: Final = schema.opening_records
_PLANNED: Final = tuple(member.name for member in fields(Opening) if member.name != "present")
_TOLD: Final = tuple(member.name for member in fields(OpeningRecord))


class OpeningTable:
    """The openings of a tenant (`OpeningBook`)."""

    def __init__(self, work: Work) -> None:
        self._session: Final = work.session
        self._tenant: Final = work.tenant

    async def find(self, key: str, lock: Lock = Lock.NONE) -> Opening | None:
        """The opening of that id, locked as asked."""
        query = select(_OPENINGS).where(self._is(key))
        if lock is not Lock.NONE:
            query = query.with_for_update(read=lock is Lock.KEEP)
        row = (await self._session.execute(query)).mappings().one_or_none()
        return None if row is None else _opening(row, await self._present([key]))

    async def read(
        self, window: Window, which: OpeningFilter, scope: CustodyScope
    ) -> Sequence[OpeningSummary]:
        """Some, in the order of ids."""
        query = select(_OPENINGS).where(_OPENINGS.c.tenant == self._tenant, *_asked(which, scope))
        query = query.where(_OPENINGS.c.id > window.after).order_by(_OPENINGS.c.id).limit(window.limit)
        rows = (await self._session.execute(query)).mappings().all()
        present = await self._present([row["id"] for row in rows])
        return [OpeningSummary(_opening(row, present), row["state"]) for row in rows]

    async def put(self, opening: Opening, *, new: bool) -> None:
        """Write the plan and the list of who may be present."""
        values = {name: getattr(opening, name) for name in _PLANNED}
        if new:
            whole = {"tenant": self._tenant, "state": Course().state, "witnessed": False, **values}
            await self._session.execute(insert(_OPENINGS).values(whole))
        else:
            await self._session.execute(update(_OPENINGS).where(self._is(opening.id)).values(values))
            listed = (_PRESENT.c.tenant == self._tenant) & (_PRESENT.c.opening == opening.id)
            await self._session.execute(delete(_PRESENT).where(listed))
        rows = [
            {"tenant": self._tenant, "opening": opening.id, "person": person, "place": place}
            for place, person in enumerate(opening.present)
        ]
        await self._session.execute(insert(_PRESENT), rows)

    async def records(self, key: str) -> Sequence[OpeningRecord]:
        """All that was told of an opening, the oldest first."""
        query = select(*(_RECORDS.c[name] for name in _TOLD))
        query = query.where(_RECORDS.c.tenant == self._tenant, _RECORDS.c.opening == key)
        rows = (await self._session.execute(query.order_by(_RECORDS.c.number))).mappings()
        return [OpeningRecord(**row) for row in rows]

    async def add(self, key: str, record: OpeningRecord, course: Course) -> None:
        """Add a record, and keep the state that the opening is in with it."""
        values = {name: getattr(record, name) for name in _TOLD}
        place = {"tenant": self._tenant, "opening": key, "number": course.records}
        await self._session.execute(insert(_RECORDS).values(place | values))
        state = {"state": course.state, "opened_at": course.opened_at, "witnessed": course.is_witnessed}
        await self._session.execute(update(_OPENINGS).where(self._is(key)).values(state))

    async def _present(self, keys: Sequence[str]) -> Mapping[str, Sequence[str]]:
        query = select(_PRESENT.c.opening, _PRESENT.c.person).where(
            _PRESENT.c.tenant == self._tenant, _PRESENT.c.opening.in_(keys)
        )
        found: dict[str, list[str]] = {}
        for opening, person in await self._session.execute(query.order_by(_PRESENT.c.place)):
            found.setdefault(opening, []).append(person)
        return found

    def _is(self, key: str) -> ColumnElement[bool]:
        return (_OPENINGS.c.tenant == self._tenant) & (_OPENINGS.c.id == key)


def _asked(which: OpeningFilter, scope: CustodyScope) -> Iterable[ColumnElement[bool]]:
    if which.site is not None:
        yield _OPENINGS.c.site == which.site
    if which.state is not None:
        yield _OPENINGS.c.state == which.state
    if not scope.everything:
        yield or_(_at_own_site(scope), _is_listed(scope.organisation))


def _at_own_site(scope: CustodyScope) -> ColumnElement[bool]:
    sites = schema.sites
    seen = or_(sites.c.owner == scope.organisation, *(within(sites.c.area, area) for area in scope.areas))
    there = (sites.c.tenant == _OPENINGS.c.tenant) & (sites.c.id == _OPENINGS.c.site)
    return exists().where(there, seen)


def _is_listed(organisation: str) -> ColumnElement[bool]:
    people = schema.people
    of_it = (_PRESENT.c.tenant == _OPENINGS.c.tenant) & (_PRESENT.c.opening == _OPENINGS.c.id)
    named = (people.c.tenant == _PRESENT.c.tenant) & (people.c.id == _PRESENT.c.person)
    return exists().where(of_it, named, people.c.organisation == organisation)


def _opening(row: RowMapping, present: Mapping[str, Sequence[str]]) -> Opening:
    planned: dict[str, Any] = {name: row[name] for name in _PLANNED}
    return Opening(**planned, present=tuple(present.get(row["id"], ())))
