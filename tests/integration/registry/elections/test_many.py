"""Many areas, boundaries and polling stations in one call: each for itself, none stopped by another."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_kit.health import Health
from lokus_postgres.database import Database
from lokus_postgres.outbox import Outbox
from lokus_registry.adapters import schema
from lokus_registry.adapters.elections.registers import election_registers
from lokus_registry.adapters.geography.registers import geography_registers
from lokus_registry.adapters.transactions import Transactions
from lokus_registry.application.elections.many import put_stations
from lokus_registry.application.elections.ports import Begin as BeginElections
from lokus_registry.application.elections.ports import StationFilter
from lokus_registry.application.geography.many import put_areas, put_boundaries
from lokus_registry.application.geography.ports import Begin as BeginGeography
from lokus_registry.application.outcome import Outcome, Result
from lokus_registry.application.ports import Window
from lokus_registry.bootstrap import MIGRATIONS
from lokus_registry.domain.area import Area, AreaLevel, level_of, lineage
from lokus_registry.domain.elections.election import Election, ElectionKind
from lokus_registry.domain.elections.polling_station import PollingStation, Vulnerability, VulnerabilityClass
from lokus_registry.domain.geography.boundary import boundary_of

_VILLAGE, _OTHER_VILLAGE = "31.71.01.1001", "31.71.01.1002"
_PEMILU = Election("pemilu", "Pemilu", ElectionKind.GENERAL, date(2024, 2, 14))
_ASSESSED = Vulnerability(VulnerabilityClass.HIGH, "flooded", "Bawaslu", date(2024, 1, 10))


@dataclass(frozen=True)
class _Registers:
    geography: BeginGeography
    elections: BeginElections


@pytest.fixture
async def begin(new_database: str) -> AsyncIterator[_Registers]:
    clock, health = SystemClock(), Health()
    database = Database(new_database, clock, health)
    await database.migrate(MIGRATIONS)
    outbox = Outbox(schema.outbox, database, Bus("nats://127.0.0.1:1", "test", clock, health), (), clock)
    transactions = Transactions(database, outbox, clock)
    transactions.open()
    yield _Registers(transactions.of(geography_registers), transactions.of(election_registers))
    await database.close()


def _area(code: str) -> Area:
    return Area(code, f"Area {code}", level_of(code), (None, *lineage(code))[-2])


def _station(code: str, number: int, **more: Any) -> PollingStation:
    return replace(PollingStation("pemilu", code, number, _VILLAGE), **more)


def _told(results: Sequence[Result]) -> list[str]:
    """Outcomes as they are, refusals by their reason."""
    return [str(result if isinstance(result, Outcome) else result.reason) for result in results]


async def _village(begin: _Registers) -> None:
    async with begin.geography("jakarta") as registers:
        await put_areas(registers, [_area(code) for code in (*lineage(_VILLAGE), _OTHER_VILLAGE)])
    async with begin.elections("jakarta") as registers:
        await registers.elections.put(_PEMILU, new=True)


async def test_areas_come_in_any_order_and_only_with_their_parents(begin: _Registers) -> None:
    codes = (_VILLAGE, "31.71.01", "31", "32.01", "32.01.01", "31.71")
    areas = [_area(code) for code in codes]
    areas.append(Area("33", "Of a wrong level", AreaLevel.VILLAGE, None))
    async with begin.geography("jakarta") as registers:
        results = await put_areas(registers, areas)
    missing, created = "unknown-reference", "created"
    assert _told(results) == [created, created, created, missing, missing, created, "area-level"]
    renamed = [replace(areas[2], name="Jakarta"), areas[5]]
    async with begin.geography("jakarta") as registers:
        assert _told(await put_areas(registers, renamed)) == ["updated", "unchanged"]
        assert await registers.areas.known(codes) == {*lineage(_VILLAGE)}
    async with begin.geography("bandung") as registers:
        assert await registers.areas.known(codes) == set()
        assert _told(await put_areas(registers, areas[:1])) == [missing]


async def test_boundaries_come_to_areas_that_are_there(begin: _Registers) -> None:
    await _village(begin)
    ring = ((106.0, -7.0), (107.0, -7.0), (107.0, -6.0), (106.0, -7.0))
    drawn = [boundary_of(code, ((ring,),)) for code in ("31", "99", "31.71")]
    async with begin.geography("jakarta") as registers:
        assert _told(await put_boundaries(registers, drawn)) == ["created", "unknown-reference", "created"]
        assert await registers.boundaries.find("31.71") == drawn[2]
    moved = [replace(drawn[0], latitude=-6.9), drawn[2]]
    async with begin.geography("jakarta") as registers:
        assert _told(await put_boundaries(registers, moved)) == ["updated", "unchanged"]
    async with begin.geography("bandung") as registers:
        assert _told(await put_boundaries(registers, drawn)) == ["unknown-reference"] * 3


async def test_a_polling_station_that_is_refused_stops_no_other(begin: _Registers) -> None:
    await _village(begin)
    stations = [
        _station("a", 1),
        _station("b", 2, area="31.71"),
        _station("c", 3, area="31.71.01.1009"),
        _station("d", 4, site="nowhere"),
        _station("e", 1),
        _station("f", 1, area=_OTHER_VILLAGE, vulnerability=_ASSESSED, supervision="an island"),
    ]
    async with begin.elections("jakarta") as registers:
        results = await put_stations(registers, "pemilu", stations)
    unknown = "unknown-reference"
    assert _told(results) == ["created", "area-level", unknown, unknown, "number-taken", "created"]
    async with begin.elections("jakarta") as registers:
        register = registers.stations("pemilu")
        assert await register.search(StationFilter(), Window(10)) == [stations[0], stations[5]]
        assert await register.search(StationFilter(among=["f", "z"]), Window(10)) == [stations[5]]


async def test_what_is_written_again_is_told_apart_by_what_changed(begin: _Registers) -> None:
    await _village(begin)
    stations = [_station("a", 1), _station("b", 2, vulnerability=_ASSESSED)]
    async with begin.elections("jakarta") as registers:
        await put_stations(registers, "pemilu", stations)
    changed = [replace(stations[0], special=True), stations[1], _station("c", 3)]
    async with begin.elections("jakarta") as registers:
        results = await put_stations(registers, "pemilu", changed)
    assert _told(results) == ["updated", "unchanged", "created"]


async def test_of_the_same_thing_twice_the_later_one_stands(begin: _Registers) -> None:
    await _village(begin)
    twice = [_station("a", 1), _station("b", 2), _station("a", 3), _station("a", 3)]
    async with begin.elections("jakarta") as registers:
        results = await put_stations(registers, "pemilu", twice)
        assert _told(results) == ["created", "created", "updated", "unchanged"]
        assert await registers.stations("pemilu").find("a") == twice[3]


async def test_a_number_is_free_once_its_holder_gave_it_up(begin: _Registers) -> None:
    await _village(begin)
    async with begin.elections("jakarta") as registers:
        await put_stations(registers, "pemilu", [_station("a", 1)])
    for expected in (["updated", "number-taken"], ["unchanged", "created"]):
        async with begin.elections("jakarta") as registers:
            results = await put_stations(registers, "pemilu", [_station("a", 2), _station("b", 1)])
        assert _told(results) == expected


async def test_nothing_is_written_for_nothing(begin: _Registers) -> None:
    async with begin.elections("jakarta") as registers:
        assert await put_stations(registers, "pemilu", []) == []
    async with begin.geography("jakarta") as registers:
        assert await put_areas(registers, []) == []
        assert await put_boundaries(registers, []) == []
