"""60,000 cameras and 30,766 sites: lists and the map go by indexes, the survey takes a moment."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from lokus_kit.clock import SystemClock
from lokus_kit.health import Health
from lokus_postgres.database import Database
from lokus_registry.adapters.camera_list import CameraListTable
from lokus_registry.adapters.covered_sites import CoveredSiteTable
from lokus_registry.adapters.map.keeping import MapKeeper
from lokus_registry.adapters.map.points import MapPointTable
from lokus_registry.application.ports import Window
from lokus_registry.bootstrap import MIGRATIONS
from lokus_registry.domain.area import AreaLevel
from lokus_registry.domain.camera_filter import CameraFilter
from lokus_registry.domain.coverage import SurveyFilter
from lokus_registry.domain.delivery.state import DeliveryState
from lokus_registry.domain.life.state import LifeState
from lokus_registry.domain.map.cells import Box, cover
from lokus_registry.domain.map.picture import Layer
from lokus_registry.domain.policy.scope import Scope
from lokus_registry.domain.policy.survey import Outlook
from support.engines import PostgresServer
from support.full_city import BBOX, CAMERAS, SITES, fill_city

_ALL = Scope(everything=True)
_Statements = list[tuple[str, Any]]


@pytest.fixture(scope="module")
def full_database(postgres_server: PostgresServer) -> Iterator[str]:
    name = postgres_server.create_database()
    yield f"{postgres_server.url}/{name}"
    postgres_server.drop_database(name)


# Filled while other servers of the tests work, too.
@pytest.fixture(scope="module")
async def engine(full_database: str) -> Any:
    database = Database(full_database, SystemClock(), Health())
    await database.migrate(MIGRATIONS)
    await fill_city(full_database, "jakarta")
    keeper = MapKeeper(database)
    while await keeper.catch_up():
        pass
    await database.close()
    engine = create_async_engine(full_database.replace("postgresql", "postgresql+asyncpg", 1))
    async with engine.connect() as connection:
        await connection.exec_driver_sql("ANALYZE")
    yield engine
    await engine.dispose()


@contextmanager
def _noted(engine: AsyncEngine) -> Iterator[_Statements]:
    """Note the statements of the block."""
    found: _Statements = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        found.append((statement, parameters))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield found
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def _plan(session: AsyncSession, statement: str, parameters: Any) -> str:
    connection = await session.connection()
    lines = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
    return "\n".join(line for (line,) in lines)


@pytest.mark.parametrize(
    ("wanted", "scope"),
    [
        (CameraFilter(), _ALL),
        (CameraFilter(), Scope(owner="kpu")),
        (CameraFilter(), Scope(owner="nobody")),
        (CameraFilter(), Scope(vendor="vendor-1")),
        (CameraFilter(zone="zone-00007"), _ALL),
        (CameraFilter(site="site-00007"), _ALL),
        (CameraFilter(area="31.72.01.1001"), _ALL),
        (CameraFilter(vendor="vendor-1"), _ALL),
        (CameraFilter(vendor="nobody"), _ALL),
        (CameraFilter(owner="nobody"), _ALL),
        (CameraFilter(name="amera 59"), _ALL),
        (CameraFilter(name="nobody", area="31.72.01.1001"), _ALL),
        (CameraFilter(status=DeliveryState.OFFLINE, life=LifeState.IN_SERVICE), _ALL),
        (CameraFilter(life=LifeState.RETIRED), _ALL),
        (CameraFilter(status=DeliveryState.STALLED), _ALL),
    ],
    ids=str,
)
async def test_a_page_of_cameras_reads_no_table_whole(
    engine: AsyncEngine, wanted: CameraFilter, scope: Scope
) -> None:
    async with AsyncSession(engine) as session:
        with _noted(engine) as statements:
            await CameraListTable(session, "jakarta").search(Window(100, "cam-00100"), scope, wanted)
        assert statements
        for statement in statements:
            assert "Seq Scan" not in await _plan(session, *statement)


async def test_a_name_that_nobody_has_is_looked_for_among_cameras_alone(engine: AsyncEngine) -> None:
    async with AsyncSession(engine) as session:
        with _noted(engine) as statements:
            wanted = CameraFilter(name="nobody")
            assert await CameraListTable(session, "jakarta").search(Window(100), _ALL, wanted) == []
        plan = await _plan(session, *statements[0])
    assert set(re.findall("Seq Scan on ([a-z_]+)", plan)) <= {"cameras"}


@pytest.mark.parametrize("layer", Layer)
@pytest.mark.parametrize(
    "outlook",
    [Outlook(everything=True), Outlook(owner="kpu"), Outlook(vendor="vendor-1"), Outlook(areas=("31.72",))],
    ids=str,
)
async def test_the_map_counts_out_of_its_index(engine: AsyncEngine, layer: Layer, outlook: Outlook) -> None:
    async with AsyncSession(engine) as session:
        with _noted(engine) as statements:
            cells = await MapPointTable(session, "jakarta").cells(layer, cover(Box(*BBOX), 13, 500), outlook)
        assert "ix_map_points_tile" in await _plan(session, *statements[0])
    counted = sum(each.cluster.count for each in cells)
    assert counted == {Layer.CAMERAS: CAMERAS, Layer.SITES: SITES}[layer] or not outlook.everything


async def test_the_survey_of_all_sites_takes_a_moment(engine: AsyncEngine) -> None:
    clock = SystemClock()
    async with AsyncSession(engine) as session:
        sites = CoveredSiteTable(session, "jakarta")
        begun = clock.monotonic_seconds()
        totals = await sites.totals(Outlook(everything=True), SurveyFilter(), AreaLevel.DISTRICT)
        took_seconds = clock.monotonic_seconds() - begun
    assert sum(total.sites for total in totals) == SITES
    assert len(totals) == 48
    # One second is the promise; the tests' machine may be busy with others.
    assert took_seconds < 5
