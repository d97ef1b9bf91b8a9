"""A registry and an ingest that records, on a bus of their own, for all tests of this folder."""

import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from integration.ingest.ingest_process import IngestProcess
from integration.registry.people import City, camera
from integration.registry.registry_process import RegistryProcess
from support.engines import NatsServer, PostgresServer
from support.identity import Issuer

MAX_BYTES = 6_000_000
_numbers = itertools.count(1)


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("late-footage")


@pytest.fixture(scope="package")
def late_bus(folder: Path) -> Iterator[NatsServer]:
    server = NatsServer(folder / "nats")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="package")
def late_registry(
    postgres_server: PostgresServer, late_bus: NatsServer, issuer: Issuer, credentials_key: str, folder: Path
) -> Iterator[RegistryProcess]:
    name = postgres_server.create_database()
    url = f"{postgres_server.url}/{name}"
    process = RegistryProcess(url, late_bus.url, issuer.url, credentials_key, folder / "registry-log")
    process.start(LATE_FOOTAGE_MAX_BYTES=str(MAX_BYTES))
    yield process
    process.kill()
    postgres_server.drop_database(name)


@pytest.fixture(scope="package")
def storing(late_bus: NatsServer, credentials_key: str, folder: Path) -> Iterator[IngestProcess]:
    process = IngestProcess(late_bus.url, credentials_key, folder / "ingest-log", folder)
    process.start()
    yield process
    process.kill()


@pytest.fixture
async def late_city(late_registry: RegistryProcess, issuer: Issuer) -> AsyncIterator[City]:
    """A tenant of this test alone, with a camera `c1` whose line is away."""
    async with httpx.AsyncClient(base_url=late_registry.url, timeout=15) as http:
        city = await City(f"late-{next(_numbers)}", http, issuer).build()
        await city.vendor.put("cameras/c1", camera(enabled=False))
        yield city
