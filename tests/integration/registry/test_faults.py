"""The bus or the database goes away, the process is killed: nothing is lost, told twice, or out of order."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from integration.registry.kept_plane import kept_plane
from integration.registry.people import City, camera, zone
from integration.registry.registry_process import RegistryProcess
from integration.registry.waiting import until
from integration.registry.wire import Wire
from support.engines import NatsServer, PostgresServer
from support.identity import Issuer


@pytest.fixture
def process(
    postgres_server: PostgresServer,
    own_nats_server: NatsServer,
    issuer: Issuer,
    credentials_key: str,
    tmp_path: Path,
) -> Iterator[RegistryProcess]:
    """A registry on a bus of its own, not started."""
    name = postgres_server.create_database()
    url = f"{postgres_server.url}/{name}"
    process = RegistryProcess(url, own_nats_server.url, issuer.url, credentials_key, tmp_path / "log")
    yield process
    process.kill()
    postgres_server.drop_database(name)


@pytest.fixture
async def wire(database_url: str) -> AsyncIterator[Wire]:
    """The way to the database, cut until the test mends it."""
    wire = Wire(database_url)
    yield wire
    await wire.cut()


@pytest.fixture
def wired_process(
    wire: Wire, nats_server: NatsServer, issuer: Issuer, credentials_key: str, tmp_path: Path
) -> Iterator[RegistryProcess]:
    """A registry at the end of that wire, not started."""
    process = RegistryProcess(wire.url, nats_server.url, issuer.url, credentials_key, tmp_path / "log")
    yield process
    process.kill()


@pytest.fixture
async def own_city(process: RegistryProcess, issuer: Issuer) -> AsyncIterator[City]:
    """A city at that registry; the test builds it."""
    async with httpx.AsyncClient(base_url=process.url, timeout=15) as http:
        yield City("jakarta", http, issuer)


async def _not_ready_for(process: RegistryProcess, name: str) -> str:
    """Wait until readiness names this reason, and return what it says."""

    async def ask() -> str | None:
        async with httpx.AsyncClient() as http:
            reasons: dict[str, str] = (await http.get(f"{process.url}/readyz")).json()["reasons"]
        return reasons.get(name)

    return await until(ask)


async def test_changes_are_taken_while_the_bus_is_away_and_told_once_in_order(
    process: RegistryProcess, own_city: City, own_nats_server: NatsServer
) -> None:
    process.start()
    await own_city.build()
    await own_city.vendor.put("cameras/before", camera())
    async with kept_plane(own_nats_server.url) as plane:
        await plane.source_of_version("jakarta", "before", 1)
        count = await plane.count()
    own_nats_server.kill()
    assert "NATS" in await _not_ready_for(process, "bus")
    for key in ("c1", "c2", "c3"):
        await own_city.vendor.put(f"cameras/{key}", camera(), 201)
    await own_city.owner.put("zones/hall", zone("tps-1", private=True))
    process.kill()
    own_nats_server.start()
    process.start()
    async with kept_plane(own_nats_server.url) as plane:
        for key in ("before", "c1", "c2", "c3"):
            assert (await plane.record_of_version("jakarta", key, 2)).zone.private is True
            assert (await plane.source_of_version("jakarta", key, 1)).version == 1
        # Three new cameras told twofold, then four records for the zone: once each.
        assert await plane.count() == count + 10


async def test_it_starts_without_a_bus_and_tells_it_later(
    process: RegistryProcess, own_city: City, own_nats_server: NatsServer
) -> None:
    own_nats_server.stop()
    process.start(wait_until_ready=False)
    process.wait_until("/readyz", 503)
    await _until_open(own_city)
    await own_city.build()
    await own_city.vendor.put("cameras/c1", camera(), 201)
    assert await _not_ready_for(process, "bus")
    own_nats_server.start()
    async with kept_plane(own_nats_server.url) as plane:
        await plane.source_of_version("jakarta", "c1", 1)
    process.wait_until("/readyz")


async def test_a_bus_that_lost_everything_is_told_everything(
    process: RegistryProcess, own_city: City, own_nats_server: NatsServer, tmp_path: Path
) -> None:
    process.start()
    await own_city.build()
    for key in ("c1", "c2", "c3"):
        await own_city.vendor.put(f"cameras/{key}", camera())
    async with kept_plane(own_nats_server.url) as plane:
        await plane.source_of_version("jakarta", "c3", 1)
    own_nats_server.kill()
    shutil.rmtree(tmp_path / "own-nats")
    await own_city.vendor.put("cameras/c2", camera(name="Changed meanwhile"))
    own_nats_server.start()
    async with kept_plane(own_nats_server.url) as plane:
        for key, version in (("c1", 1), ("c2", 2), ("c3", 1)):
            assert (await plane.record_of_version("jakarta", key, version)).version == version
            await plane.source_of_version("jakarta", key, 1)


async def test_a_restart_tells_nothing_again(
    process: RegistryProcess, own_city: City, own_nats_server: NatsServer
) -> None:
    process.start()
    await own_city.build()
    await own_city.vendor.put("cameras/c1", camera())
    async with kept_plane(own_nats_server.url) as plane:
        await plane.source_of_version("jakarta", "c1", 1)
        count = await plane.count()
        assert process.stop() == 0
        process.start()
        await own_city.vendor.put("cameras/c2", camera())
        await plane.source_of_version("jakarta", "c2", 1)
        assert await plane.count() == count + 2


async def test_without_its_database_it_says_so_and_heals(
    wired_process: RegistryProcess, wire: Wire, issuer: Issuer
) -> None:
    process = wired_process
    process.start(wait_until_ready=False)
    async with httpx.AsyncClient(base_url=process.url, timeout=15) as http:
        await until(partial(_answers, process))
        assert await _not_ready_for(process, "database")
        city = City("database-away", http, issuer)
        assert (await city.operator.get("areas", 503))["type"] == "urn:lokus:problem:unavailable"
        await wire.mend()
        await _until_open(city)
        await city.build()
        await wire.cut()
        assert (await city.operator.get("areas", 503))["type"] == "urn:lokus:problem:unavailable"
        assert "PostgreSQL" in await _not_ready_for(process, "database")
        await wire.mend()
        await _until_open(city)
        assert len(await city.operator.ids("areas")) == 4
        assert await asyncio.to_thread(process.stop) == 0


async def _answers(process: RegistryProcess) -> bool | None:
    try:
        async with httpx.AsyncClient() as http:
            return (await http.get(f"{process.url}/healthz")).is_success
    except httpx.TransportError:
        return None


async def _until_open(city: City) -> None:
    async def ask() -> bool | None:
        response = await city.operator.ask("GET", "areas")
        return True if response.status_code == httpx.codes.OK else None

    await until(ask)
