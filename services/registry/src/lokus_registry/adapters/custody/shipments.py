"""Plans of shipments, and what was told of their legs, as tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, Select, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from lokus_registry.adapters import schema
from lokus_registry.adapters.transactions import Work
from lokus_registry.adapters.within import within
from lokus_registry.application.custody.ports import ShipmentFilter, ShipmentSummary
from lokus_registry.application.ports import Lock, Window
from lokus_registry.domain.custody.counts import Item
from lokus_registry.domain.custody.leg import Custody, LegPlan, LegRecord, LegState, fold
from lokus_registry.domain.custody.shipment import Hands, Leg, Shipment
from lokus_registry.domain.policy.custody import CustodyScope

_SHIPMENTS: Final = schema.shipments
_LEGS: Final = schema.shipment_legs
_RECORDS: Final = schema.leg_records
_PLANNED: Final = tuple(member.name for member in fields(LegPlan))
_TOLD: Final = tuple(member.name for member in fields(LegRecord))


class ShipmentTable:
    """The shipments of a tenant (`ShipmentPlans`, `LegBook`)."""

    def __init__(self, work: Work) -> None:
        self._session: Final = work.session
        self._tenant: Final = work.tenant

    async def find(self, key: str, lock: Lock = Lock.NONE) -> Shipment | None:
        """The shipment of that id, locked as asked."""
        query = select(_SHIPMENTS).where(self._is(key))
        if lock is not Lock.NONE:
            query = query.with_for_update(read=lock is Lock.KEEP)
        row = (await self._session.execute(query)).mappings().one_or_none()
        return None if row is None else _shipment(row, await self._plans(key))

    async def read(
        self, window: Window, which: ShipmentFilter, scope: CustodyScope
    ) -> Sequence[ShipmentSummary]:
        """Some, in the order of ids."""
        query = select(_SHIPMENTS).where(_SHIPMENTS.c.tenant == self._tenant, *_asked(which, scope))
        query = query.where(_SHIPMENTS.c.id > window.after).order_by(_SHIPMENTS.c.id).limit(window.limit)
        rows = (await self._session.execute(query)).mappings().all()
        states = await self._states([row["id"] for row in rows])
        return [
            ShipmentSummary(row["id"], row["name"], row["owner"], row["election"], states.get(row["id"], {}))
            for row in rows
        ]

    async def put(self, shipment: Shipment, *, new: bool) -> None:
        """Write the plan; legs that it no longer has are gone."""
        values = {
            "name": shipment.name,
            "owner": shipment.owner,
            "election": shipment.election,
            "contents": [asdict(each) for each in shipment.contents],
        }
        if new:
            whole = {"tenant": self._tenant, "id": shipment.id, **values}
            await self._session.execute(insert(_SHIPMENTS).values(whole))
        else:
            await self._session.execute(update(_SHIPMENTS).where(self._is(shipment.id)).values(values))
            kept = [leg.id for leg in shipment.legs]
            await self._session.execute(delete(_LEGS).where(self._of(shipment.id), _LEGS.c.id.not_in(kept)))
        await self._write_legs(shipment)

    async def remove(self, key: str) -> None:
        """Remove the plan and its legs, none of which has departed."""
        await self._session.execute(delete(_LEGS).where(self._of(key)))
        await self._session.execute(delete(_SHIPMENTS).where(self._is(key)))

    async def legs(self, shipment: Shipment) -> Sequence[Leg]:
        """The legs of a shipment in the order of the plan, two queries for all of them."""
        told: dict[str, list[LegRecord]] = {}
        query = select(_RECORDS).where(_RECORDS.c.tenant == self._tenant, _RECORDS.c.shipment == shipment.id)
        for row in (await self._session.execute(query.order_by(_RECORDS.c.number))).mappings():
            told.setdefault(row["leg"], []).append(_record(row))
        rows = (await self._session.execute(self._with_hands(shipment.id))).mappings()
        return [Leg(_plan(row), _hands(row), fold(told.get(row["id"], ()))) for row in rows]

    async def records(self, shipment: str, leg: str) -> Sequence[LegRecord]:
        """All that was told of a leg, the oldest first."""
        query = select(_RECORDS).where(
            _RECORDS.c.tenant == self._tenant, _RECORDS.c.shipment == shipment, _RECORDS.c.leg == leg
        )
        rows = (await self._session.execute(query.order_by(_RECORDS.c.number))).mappings()
        return [_record(row) for row in rows]

    async def add(self, shipment: str, leg: str, record: LegRecord, custody: Custody) -> None:
        """Add a record, and keep the state that the leg is in with it."""
        values = {name: getattr(record, name) for name in _TOLD}
        place = {"tenant": self._tenant, "shipment": shipment, "leg": leg, "number": custody.records}
        await self._session.execute(insert(_RECORDS).values(place | values))
        one = update(_LEGS).where(self._of(shipment), _LEGS.c.id == leg)
        await self._session.execute(one.values(state=custody.state))

    async def _plans(self, shipment: str) -> Sequence[LegPlan]:
        query = select(_LEGS).where(self._of(shipment)).order_by(_LEGS.c.place)
        return [_plan(row) for row in (await self._session.execute(query)).mappings()]

    async def _write_legs(self, shipment: Shipment) -> None:
        rows = [
            {name: getattr(leg, name) for name in _PLANNED}
            | {"tenant": self._tenant, "shipment": shipment.id, "place": place, "state": LegState.PLANNED}
            for place, leg in enumerate(shipment.legs)
        ]
        written = insert(_LEGS)
        again = {name: written.excluded[name] for name in (*_PLANNED, "place") if name != "id"}
        upsert = written.on_conflict_do_update(index_elements=["tenant", "shipment", "id"], set_=again)
        await self._session.execute(upsert, rows)

    async def _states(self, shipments: Sequence[str]) -> Mapping[str, Mapping[LegState, int]]:
        query = select(_LEGS.c.shipment, _LEGS.c.state, func.count()).where(
            _LEGS.c.tenant == self._tenant, _LEGS.c.shipment.in_(shipments)
        )
        found: dict[str, dict[LegState, int]] = {}
        for shipment, state, count in await self._session.execute(
            query.group_by(_LEGS.c.shipment, _LEGS.c.state)
        ):
            found.setdefault(shipment, {})[state] = count
        return found

    def _with_hands(self, shipment: str) -> Select[tuple[Any, ...]]:
        start, end, people = schema.sites.alias("start"), schema.sites.alias("end"), schema.people
        tenant = _LEGS.c.tenant
        query = (
            select(
                *(_LEGS.c[name] for name in _PLANNED),
                start.c.owner.label("from_owner"),
                start.c.area.label("from_area"),
                end.c.owner.label("to_owner"),
                end.c.area.label("to_area"),
                people.c.name.label("responsible_name"),
                people.c.organisation.label("responsible_organisation"),
                people.c.subject.label("responsible_subject"),
            )
            .join(start, (start.c.tenant == tenant) & (start.c.id == _LEGS.c.from_site))
            .join(end, (end.c.tenant == tenant) & (end.c.id == _LEGS.c.to_site))
            .join(people, (people.c.tenant == tenant) & (people.c.id == _LEGS.c.responsible))
        )
        return query.where(self._of(shipment)).order_by(_LEGS.c.place)

    def _is(self, key: str) -> ColumnElement[bool]:
        return (_SHIPMENTS.c.tenant == self._tenant) & (_SHIPMENTS.c.id == key)

    def _of(self, shipment: str) -> ColumnElement[bool]:
        return (_LEGS.c.tenant == self._tenant) & (_LEGS.c.shipment == shipment)


def _asked(which: ShipmentFilter, scope: CustodyScope) -> Iterable[ColumnElement[bool]]:
    if which.election is not None:
        yield _SHIPMENTS.c.election == which.election
    if which.site is not None:
        yield _has_leg((_LEGS.c.from_site == which.site) | (_LEGS.c.to_site == which.site))
    if which.state is not None:
        yield _has_leg(_LEGS.c.state == which.state)
    if not scope.everything:
        yield or_(_SHIPMENTS.c.owner == scope.organisation, _concerns(scope))


def _has_leg(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    of_it = (_LEGS.c.tenant == _SHIPMENTS.c.tenant) & (_LEGS.c.shipment == _SHIPMENTS.c.id)
    return exists().where(of_it, condition)


def _concerns(scope: CustodyScope) -> ColumnElement[bool]:
    """Some leg has an end at a site of the organisation or in the areas, or its people answer for it."""
    sites, people = schema.sites, schema.people
    seen = or_(sites.c.owner == scope.organisation, *(within(sites.c.area, area) for area in scope.areas))
    own_sites = select(sites.c.id).where(sites.c.tenant == _SHIPMENTS.c.tenant, seen)
    own_people = select(people.c.id).where(
        people.c.tenant == _SHIPMENTS.c.tenant, people.c.organisation == scope.organisation
    )
    return _has_leg(
        or_(
            _LEGS.c.from_site.in_(own_sites),
            _LEGS.c.to_site.in_(own_sites),
            _LEGS.c.responsible.in_(own_people),
        )
    )


def _shipment(row: RowMapping, legs: Sequence[LegPlan]) -> Shipment:
    contents = tuple(Item(**each) for each in row["contents"])
    return Shipment(row["id"], row["name"], row["owner"], row["election"], contents, tuple(legs))


def _plan(row: RowMapping) -> LegPlan:
    return LegPlan(**{name: row[name] for name in _PLANNED})


def _record(row: RowMapping) -> LegRecord:
    return LegRecord(**{name: row[name] for name in _TOLD})


def _hands(row: RowMapping) -> Hands:
    return Hands(**{member.name: row[member.name] for member in fields(Hands)})
