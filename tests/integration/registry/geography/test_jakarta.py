"""All of Jakarta: what there is, by area, exactly; and how PostgreSQL finds it."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Select, text
from sqlalchemy.dialects import postgresql

from integration.registry.geography import jakarta_files
from integration.registry.people import City, Person
from integration.registry.registry_process import RegistryProcess
from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_kit.health import Health
from lokus_postgres.database import Database
from lokus_postgres.outbox import Outbox
from lokus_registry.adapters import schema
from lokus_registry.adapters.elections.registers import election_registers
from lokus_registry.adapters.elections.stations import wanted_stations
from lokus_registry.adapters.geography.counting import stations_by_mark
from lokus_registry.adapters.geography.registers import geography_registers
from lokus_registry.adapters.transactions import Transactions
from lokus_registry.application.elections.ports import StationFilter
from lokus_registry.application.ports import Window
from lokus_registry.domain.area import AreaLevel
from lokus_registry.domain.geography.boundary import Point, covers
from support.identity import Issuer

_TENANT = "jakarta-whole"
_BY_CITY = {"31.01": 88, "31.71": 3129, "31.72": 4853, "31.73": 7169, "31.74": 6715, "31.75": 8812}
_ENOUGH_SECONDS = 2.0
"""Far above what a count takes, and below what it takes without an index or with a query for each area."""


@dataclass(frozen=True)
class _Jakarta:
    database: Database
    folder: Path


@pytest.fixture(scope="module")
async def jakarta(
    registry: RegistryProcess, database_url: str, shared_folder: Path
) -> AsyncIterator[_Jakarta]:
    clock, health = SystemClock(), Health()
    database = Database(database_url, clock, health)
    outbox = Outbox(schema.outbox, database, Bus("nats://127.0.0.1:1", "test", clock, health), (), clock)
    transactions = Transactions(database, outbox, clock)
    transactions.open()
    folder = shared_folder / "data"
    begin_geography = transactions.of(geography_registers)
    try:
        await jakarta_files.fill(_TENANT, folder, begin_geography, transactions.of(election_registers))
        async with database.transaction() as session:
            await session.execute(text("ANALYZE areas, polling_stations"))
        yield _Jakarta(database, folder)
    finally:
        await database.close()


@pytest.fixture
def police(jakarta: _Jakarta, http: httpx.AsyncClient, issuer: Issuer) -> Person:
    return City(_TENANT, http, issuer).police


async def test_there_are_as_many_areas_and_polling_stations_as_the_commission_says(police: Person) -> None:
    began = time.monotonic()
    report = await police.get("counts?area=31&by=regency&election=pemilu-2024")
    assert time.monotonic() - began < _ENOUGH_SECONDS
    total = report["total"]
    assert total["areas"] == {"province": 1, "regency": 6, "district": 44, "village": 267}
    assert total["polling_stations"] == {
        "all": 30766,
        "special": 80,
        "supervised": 8,
        "vulnerable": 267,
        "low": 0,
        "medium": 267,
        "high": 0,
    }
    assert {part["area"]: part["polling_stations"]["all"] for part in report["parts"]} == _BY_CITY
    assert [part["polling_stations"]["supervised"] for part in report["parts"]] == [8, 0, 0, 0, 0, 0]
    assert sum(part["areas"]["village"] for part in report["parts"]) == 267


async def test_districts_and_villages_add_up(police: Person) -> None:
    for level, number in (("district", 44), ("village", 267)):
        report = await police.get(f"counts?area=31&by={level}&election=pemilu-2024")
        assert len(report["parts"]) == number
        assert all(part["areas"][level] == 1 for part in report["parts"])
        assert sum(part["polling_stations"]["all"] for part in report["parts"]) == 30766
        assert sum(part["polling_stations"]["special"] for part in report["parts"]) == 80
    village = min(report["parts"], key=lambda part: int(part["polling_stations"]["all"]))
    assert village["polling_stations"]["all"] == 7
    [alone] = [(await police.get(f"counts?area={village['area']}&election=pemilu-2024"))["total"]]
    assert alone == village


async def test_another_election_has_a_count_of_its_own(police: Person) -> None:
    total = (await police.get("counts?area=31&election=pilkada-2024"))["total"]
    assert total["polling_stations"]["all"] == 88 + 3129
    assert (await police.get("counts?area=31.01&election=pemilu-2024"))["total"]["polling_stations"][
        "all"
    ] == 88


async def test_logistics_are_due_the_day_before(police: Person) -> None:
    [milestone] = (await police.get("elections/pemilu-2024"))["milestones"]
    assert milestone["due_on"] == "2024-02-13"


async def test_every_boundary_is_drawn_as_its_file_has_it(police: Person, jakarta: _Jakarta) -> None:
    drawn = list(jakarta_files.boundaries(jakarta.folder))
    assert len(drawn) == 6 + 44 + 267
    for boundary in drawn[::40]:
        read = await police.get(f"areas/{boundary.id}/boundary")
        assert read["bbox"] == [boundary.west, boundary.south, boundary.east, boundary.north]
        assert len(read["geometry"]["coordinates"]) == len(boundary.polygons)


async def test_monas_lies_in_gambir(police: Person) -> None:
    assert await police.ids("areas?at=-6.1754,106.8272") == ["31.71.01.1001", "31.71.01", "31.71"]


async def test_a_point_is_in_the_areas_whose_boundaries_hold_it(police: Person, jakarta: _Jakarta) -> None:
    drawn = list(jakarta_files.boundaries(jakarta.folder))
    for boundary in drawn[::40]:
        point = Point(boundary.latitude, boundary.longitude)
        expected = {each.id for each in drawn if covers(each, point)}
        assert set(await police.ids(f"areas?at={point.latitude},{point.longitude}")) == expected


async def test_every_special_polling_station_is_on_one_page(police: Person) -> None:
    page = await police.get("elections/pemilu-2024/polling-stations?special=true&limit=1000")
    assert len(page["items"]) == 80
    assert page["next"] is None
    assert len({station["area"] for station in page["items"]}) == 15


async def test_pages_of_an_area_hold_all_of_it_once(police: Person) -> None:
    path, after, codes = "elections/pemilu-2024/polling-stations?area=31.71&limit=1000", "", []
    while after is not None:
        page = await police.get(f"{path}&after={after}")
        codes += [station["id"] for station in page["items"]]
        after = page["next"]
    assert len(codes) == len(set(codes)) == 3129


async def _plan(database: Database, query: Select[*tuple[object, ...]]) -> str:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    compiled = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    async with database.transaction() as session:
        return "\n".join((await session.execute(text(f"EXPLAIN {compiled}"))).scalars())


@pytest.mark.parametrize("area", ["31.01", "31.71.01", "31.71.01.1001"])
async def test_what_lies_in_a_narrow_area_is_found_by_an_index(jakarta: _Jakarta, area: str) -> None:
    queries = {
        "count": stations_by_mark(_TENANT, "pemilu-2024", area, AreaLevel.VILLAGE),
        "page": wanted_stations(_TENANT, "pemilu-2024", StationFilter(area=area), Window(101)),
    }
    for name, query in queries.items():
        plan = await _plan(jakarta.database, query)
        assert "Seq Scan" not in plan, f"{name}: {plan}"
        assert "uq_polling_stations_tenant_election_area_number" in plan, f"{name}: {plan}"
        condition = next(line for line in plan.splitlines() if "Index Cond" in line)
        assert f"(area >= '{area}'::text) AND (area < '{area}/'::text)" in condition
