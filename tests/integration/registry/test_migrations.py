"""Migrations bring an empty database to exactly what the tables say."""

import asyncio

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from lokus_kit.clock import SystemClock
from lokus_kit.health import Health
from lokus_postgres.database import Database
from lokus_registry.adapters.schema import METADATA
from lokus_registry.adapters.schema.delivery import is_described
from lokus_registry.bootstrap import MIGRATIONS
from support.full_city import fill_city

# As migrations do: the monthly partitions are made by the running registry, not by a migration.
OPTIONS = {"compare_type": True, "include_object": is_described}
MONTH = """CREATE TABLE delivery_intervals_2026_02 PARTITION OF delivery_intervals
    FOR VALUES FROM ('2026-02-01 00:00+07') TO ('2026-03-01 00:00+07')"""


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts=OPTIONS)
    return list(compare_metadata(context, METADATA))


async def _migrate(url: str) -> None:
    database = Database(url, SystemClock(), Health())
    await database.migrate(MIGRATIONS)
    await database.close()


async def test_tables_and_migrations_agree(new_database: str) -> None:
    await _migrate(new_database)
    engine = create_async_engine(new_database)
    async with engine.connect() as connection:
        await connection.execute(text(MONTH))
        assert await connection.run_sync(_differences) == []
        await connection.execute(text("ALTER TABLE cameras DROP COLUMN latitude"))
        assert await connection.run_sync(_differences) != []
    await engine.dispose()


async def test_what_went_up_goes_down_step_by_step_and_up_again(new_database: str) -> None:
    await _migrate(new_database)
    plain = new_database.replace("+asyncpg", "", 1)
    await fill_city(plain, "jakarta", sites=300, cameras=600)
    engine = create_async_engine(new_database)
    steps = Config()
    steps.set_main_option("script_location", MIGRATIONS)
    async with engine.begin() as connection:
        await connection.run_sync(lambda one: steps.attributes.update(connection=one))
        await connection.run_sync(lambda _: command.downgrade(steps, "base"))
        left = await connection.run_sync(lambda one: inspect(one).get_table_names())
        assert left == ["alembic_version"]
    await _migrate(new_database)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


async def test_two_that_start_at_once_both_find_the_schema(new_database: str) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_migrate(new_database), name="one")
        tasks.create_task(_migrate(new_database), name="other")
    await _migrate(new_database)
