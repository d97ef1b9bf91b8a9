"""The months of the ledger in PostgreSQL: made ahead, dropped once they are beyond retention."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from lokus_kit.clock import SystemClock
from lokus_kit.health import Health
from lokus_postgres.database import Database
from lokus_registry.adapters.delivery.desk import PostgresDesk, PostgresLedger
from lokus_registry.bootstrap import MIGRATIONS

_TABLES = text(
    "SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid "
    "WHERE inhparent = 'delivery_intervals'::regclass ORDER BY relname"
)
_WRITE = text(
    "INSERT INTO delivery_intervals (tenant, camera, started_at, ended_at, state, reporter) "
    "SELECT 'jakarta', 'c1', start, start + interval '1 hour', 'delivering', 'ingest-1' "
    "FROM CAST(:start AS timestamptz) AS start"
)
_FEBRUARY, _MARCH = datetime(2024, 2, 14, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)
_RETENTION_MONTHS = 2


@pytest.fixture
async def database(new_database: str) -> AsyncIterator[Database]:
    opened = Database(new_database.replace("+asyncpg", ""), SystemClock(), Health())
    await opened.migrate(MIGRATIONS)
    yield opened
    await opened.close()


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[PostgresDesk]:
    async with PostgresLedger(database, _RETENTION_MONTHS).alone() as free:
        assert free is not None
        yield free


async def _months(database: Database) -> list[str]:
    async with database.transaction() as session:
        names = (await session.execute(_TABLES)).scalars().all()
    return [name.removeprefix("delivery_intervals_") for name in names]


async def test_months_are_made_ahead_and_dropped_with_what_they_hold(
    database: Database, desk: PostgresDesk
) -> None:
    await desk.keep_months(_FEBRUARY)
    assert await _months(database) == ["2024_02", "2024_03", "2024_04"]
    async with database.transaction() as session:
        await session.execute(_WRITE, [{"start": _FEBRUARY}, {"start": _MARCH}])
    await desk.keep_months(datetime(2024, 4, 30, 16, 59, tzinfo=UTC))
    assert (await _months(database))[0] == "2024_02"
    await desk.keep_months(datetime(2024, 4, 30, 17, 0, tzinfo=UTC))  # 1 May in Jakarta
    assert await _months(database) == ["2024_03", "2024_04", "2024_05", "2024_06", "2024_07"]
    async with database.transaction() as session:
        kept = (await session.execute(text("SELECT started_at FROM delivery_intervals"))).scalars().all()
    assert kept == [_MARCH]
