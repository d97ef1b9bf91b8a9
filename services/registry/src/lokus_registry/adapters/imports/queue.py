"""Which import is served next: of all tenants, the one that has waited longest since its last batch.

A claim is a transaction of its own, and counts: what cannot be taken again and again, be it that a
process dies of it, is given up in the end instead of stopping the service for ever.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select, update

from lokus_kit.clock import Clock
from lokus_postgres.database import Database
from lokus_registry.adapters import schema
from lokus_registry.adapters.schema.imports import imports
from lokus_registry.application.imports.ports import Claim
from lokus_registry.domain.imports.job import ImportState

BACKLOG_MESSAGES: Final = 5000
_RECEIVED_WITHIN: Final = timedelta(minutes=10)


class PostgresQueue:
    """The imports of all tenants that have not ended."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(self) -> Claim | None:
        """The next one; None when none waits that nobody works on."""
        job = imports.c
        waits = job.finished_at.is_(None) & (job.state != ImportState.RECEIVING)
        key = (
            select(job.tenant, job.id)
            .where(waits)
            .order_by(job.served_at)
            .limit(1)
            .with_for_update(skip_locked=True)
            .subquery()
        )
        now = self._clock.now()
        claimed = (
            update(imports)
            .where(job.tenant == key.c.tenant, job.id == key.c.id)
            .values(
                state=ImportState.RUNNING,
                served_at=now,
                started_at=func.coalesce(job.started_at, now),
                attempts=job.attempts + 1,
            )
            .returning(job.tenant, job.id, job.attempts)
        )
        async with self._database.transaction() as session:
            row = (await session.execute(claimed)).one_or_none()
        return None if row is None else Claim(row.tenant, row.id, row.attempts)

    async def is_backed_up(self) -> bool:
        """Whether so much waits for the bus that what else changes would wait behind it too long."""
        query = select(schema.outbox.c.id).offset(BACKLOG_MESSAGES).limit(1)
        async with self._database.transaction() as session:
            return (await session.execute(query)).first() is not None

    async def sweep(self) -> None:
        """End those of which no piece has come for long: whoever sent them, or took them, is gone."""
        job, now = imports.c, self._clock.now()
        silent = (job.state == ImportState.RECEIVING) & (job.served_at < now - _RECEIVED_WITHIN)
        values = {
            "state": ImportState.FAILED,
            "finished_at": now,
            "reason": "the file did not come whole: send it again",
        }
        pieces = schema.import_pieces
        async with self._database.transaction() as session:
            ended = update(imports).where(job.finished_at.is_(None), silent).values(**values)
            gone = (await session.execute(ended.returning(job.tenant, job.id))).all()
            for tenant, key in gone:
                its = (pieces.c.tenant == tenant) & (pieces.c.job == key)
                await session.execute(pieces.delete().where(its))
