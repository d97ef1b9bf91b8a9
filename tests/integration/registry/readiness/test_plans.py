"""What is wanting in a city: a page goes by indexes and stops early; totals judge each item once."""

from datetime import UTC, datetime
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from lokus_kit.clock import SystemClock
from lokus_kit.health import Health
from lokus_postgres.database import Database
from lokus_registry.adapters.readiness.wanting import WantingTables
from lokus_registry.application.ports import Window
from lokus_registry.bootstrap import MIGRATIONS
from lokus_registry.domain.area import AreaLevel
from lokus_registry.domain.policy.survey import Outlook
from lokus_registry.domain.readiness.finding import ItemState
from lokus_registry.domain.readiness.wanted import Wanted
from support.full_city import fill_city

SITES = 8_000
NOW = datetime(2026, 2, 13, 12, tzinfo=UTC)
EVERYTHING = Outlook(everything=True)
_STANDARD = """
INSERT INTO standards (tenant, id, name, owner, site_kind, items)
VALUES ('jakarta', 'tps', 'TPS', 'kpu', 'tps', '[
  {"key": "cctv", "name": "CCTV", "rule": "cameras", "zone_kinds": ["hall"], "valid_days": null,
   "required": true},
  {"key": "apar", "name": "APAR", "rule": "record", "zone_kinds": [], "valid_days": 30, "required": true}]')
"""
_RECORDS = """
INSERT INTO readiness_records
    (tenant, site, item, number, fulfilled, observed_at, by, organisation, recorded_at)
SELECT tenant, id, 'apar', n, n = 2, '2026-02-01', 'siti', 'kpu', '2026-02-01'
FROM sites, generate_series(1, 2) AS n WHERE owner = 'kpu'
"""


async def _fill(database_url: str) -> None:
    database = Database(database_url, SystemClock(), Health())
    await database.migrate(MIGRATIONS)
    await database.close()
    plain = database_url.replace("+asyncpg", "")
    await fill_city(plain, "jakarta", SITES, SITES)
    connection = await asyncpg.connect(plain)
    try:
        for statement in (_STANDARD, _RECORDS, "VACUUM ANALYZE"):
            await connection.execute(statement)
    finally:
        await connection.close()


async def test_the_survey_of_a_city_goes_by_indexes(new_database: str) -> None:
    await _fill(new_database)
    engine = create_async_engine(new_database)
    plans: list[str] = []

    def explain(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> tuple[str, Any]:
        return f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {statement}", parameters

    async with AsyncSession(engine) as session:
        tables = WantingTables(session, "jakarta")
        wanted = Wanted(state=ItemState.MET)
        totals = await tables.totals(EVERYTHING, wanted, AreaLevel.DISTRICT, NOW)
        asked = sum(each.sites for each in totals)
        assert sum(each.met + each.gap + each.expired + each.missing for each in totals) == 2 * asked > SITES
        assert len(await tables.sites(EVERYTHING, wanted, Window(50), NOW)) == 50
        event.listen(engine.sync_engine, "before_cursor_execute", explain, retval=True)
        plans.append("\n".join(await tables.sites(EVERYTHING, wanted, Window(50), NOW)))
    await engine.dispose()
    [plan] = plans
    for index in ("pk_sites", "ix_readiness_records_tenant_site_item_observed_at_number"):
        assert index in plan, plan
    assert "Sort" not in plan, plan
    assert "Seq Scan on sites" not in plan, plan
