"""Lists of sites at the size of a city: what is found by area, command post or owner is found by an index."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine

from lokus_kit.clock import SystemClock
from lokus_kit.health import Health
from lokus_postgres.database import Database
from lokus_registry.adapters.places import SiteTable
from lokus_registry.application.ports import Window
from lokus_registry.bootstrap import MIGRATIONS
from lokus_registry.domain.policy.scope import Scope

SITES = 30_000
FILL = f"""
INSERT INTO organisations (tenant, id, name, kind, jurisdiction)
    SELECT 'jakarta', 'org-' || n, 'Org', 'agency', '{{}}' FROM generate_series(0, 99) AS n;
INSERT INTO areas (tenant, id, name, level)
    SELECT 'jakarta', '31.71.' || lpad(n::text, 2, '0') || '.1001', 'Area', 'village'
    FROM generate_series(0, 99) AS n;
INSERT INTO sites (tenant, id, name, kind, owner, area)
    SELECT 'jakarta', 'site-' || n, 'Site ' || n, 'tps', 'org-' || n % 100,
        '31.71.' || lpad((n % 100)::text, 2, '0') || '.1001'
    FROM generate_series(1, {SITES}) AS n;
UPDATE sites SET command_post = 'site-1' WHERE id LIKE 'site-99%';
ANALYZE
"""


@pytest.fixture
async def connection(new_database: str) -> AsyncIterator[AsyncConnection]:
    database = Database(new_database, SystemClock(), Health())
    await database.migrate(MIGRATIONS)
    await database.close()
    engine = create_async_engine(new_database)
    async with engine.begin() as connection:
        for statement in FILL.split(";"):
            await connection.execute(text(statement))
        yield connection
    await engine.dispose()


async def plan(connection: AsyncConnection, wanted: dict[str, Any]) -> str:
    """How PostgreSQL reads the first page of the sites that are wanted."""
    asked: list[tuple[str, Any]] = []

    def listen(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        asked.append((statement, parameters))

    event.listen(connection.sync_connection, "before_cursor_execute", listen)
    sites = SiteTable(AsyncSession(bind=connection), "jakarta")
    assert len(await sites.read(Window(101, wanted=wanted), Scope(everything=True))) == 101
    event.remove(connection.sync_connection, "before_cursor_execute", listen)
    [(statement, parameters)] = asked
    return "\n".join((await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)).scalars())


async def test_each_filter_has_its_index(connection: AsyncConnection) -> None:
    cases = {
        "ix_sites_tenant_area": {"area": "31.71.07"},
        "ix_sites_tenant_owner": {"owner": "org-7"},
        "ix_sites_tenant_command_post": {"command_post": "site-1"},
    }
    for index, wanted in cases.items():
        assert index in (told := await plan(connection, wanted)), told


async def test_a_page_of_all_is_read_in_order_and_no_further(connection: AsyncConnection) -> None:
    told = await plan(connection, {})
    assert "pk_sites" in told
    assert "Sort" not in told
