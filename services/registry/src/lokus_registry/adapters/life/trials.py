"""Acceptance tests as a table, and as the queue from which processes claim them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_postgres.database import Database
from lokus_proto.media import Codec
from lokus_registry.adapters import schema
from lokus_registry.domain.life.acceptance_test import Criterion, Expected, Outcome
from lokus_registry.domain.life.trial import Trial

_TABLE = schema.camera_acceptance_tests
_COLUMNS = [_TABLE.c[member.name] for member in fields(Trial)]


class TrialTable:
    """The tests of a tenant's cameras (`TrialRegister`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def find(self, camera: str, number: int) -> Trial | None:
        """One test."""
        query = select(*_COLUMNS).where(self._of(camera), _TABLE.c.number == number)
        row = (await self._session.execute(query)).mappings().one_or_none()
        return None if row is None else _trial(row)

    async def of(self, camera: str, limit: int) -> Sequence[Trial]:
        """The newest tests of a camera, the newest first."""
        query = select(*_COLUMNS).where(self._of(camera)).order_by(_TABLE.c.number.desc()).limit(limit)
        return [_trial(row) for row in (await self._session.execute(query)).mappings()]

    async def next_number(self, camera: str) -> int:
        """The number of the test to come."""
        query = select(func.coalesce(func.max(_TABLE.c.number), 0)).where(self._of(camera))
        return int((await self._session.execute(query)).scalar_one()) + 1

    async def put(self, trial: Trial) -> None:
        """Write one, new or not."""
        values = asdict(trial) | {"criteria": [asdict(each) for each in trial.criteria]}
        row = insert(_TABLE).values(tenant=self._tenant, **values)
        keys = ["tenant", "camera", "number"]
        await self._session.execute(row.on_conflict_do_update(index_elements=keys, set_=values))

    def _of(self, camera: str) -> Any:
        return (_TABLE.c.tenant == self._tenant) & (_TABLE.c.camera == camera)


class PostgresTrialQueue:
    """The open tests of all tenants (`TrialQueue`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, now: datetime, until: datetime) -> tuple[str, Trial] | None:
        """The next test that nobody has claimed, with its tenant; it is running now."""
        free = or_(_TABLE.c.claimed_until.is_(None), _TABLE.c.claimed_until < now)
        query = select(_TABLE.c.tenant, *_COLUMNS).where(_TABLE.c.finished_at.is_(None), free)
        query = query.order_by(_TABLE.c.asked_at).limit(1).with_for_update(skip_locked=True)
        async with self._database.transaction() as session:
            row = (await session.execute(query)).mappings().one_or_none()
            if row is None:
                return None
            members = {"outcome": Outcome.RUNNING, "started_at": now}
            key = (row["tenant"], row["camera"], row["number"])
            await session.execute(update(_TABLE).where(_is(key)).values(claimed_until=until, **members))
            return row["tenant"], _trial({**row, **members})

    async def renew(self, mine: Sequence[tuple[str, str, int]], until: datetime) -> None:
        """Go on claiming tests: (tenant, camera, number)."""
        if mine:
            keys = tuple_(_TABLE.c.tenant, _TABLE.c.camera, _TABLE.c.number)
            async with self._database.transaction() as session:
                await session.execute(update(_TABLE).where(keys.in_(mine)).values(claimed_until=until))


def _is(key: tuple[str, str, int]) -> Any:
    return tuple_(_TABLE.c.tenant, _TABLE.c.camera, _TABLE.c.number) == key


def _trial(row: Mapping[Any, Any]) -> Trial:
    members = {member.name: row[member.name] for member in fields(Trial)}
    expected = dict(members["expected"])
    if expected["codecs"] is not None:
        expected["codecs"] = tuple(map(Codec, expected["codecs"]))
    criteria = tuple(Criterion(**each) for each in members["criteria"])
    return Trial(**members | {"expected": Expected(**expected), "criteria": criteria})
