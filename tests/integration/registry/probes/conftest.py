"""A registry and an ingest on a bus of their own, for all tests of this folder."""

import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from integration.ingest.ingest_process import IngestProcess
from integration.registry.people import City
from integration.registry.registry_process import RegistryProcess
from support.engines import NatsServer, PostgresServer
from support.identity import Issuer

_numbers = itertools.count(1)


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("probes")


@pytest.fixture(scope="package")
def probing_bus(folder: Path) -> Iterator[NatsServer]:
    server = NatsServer(folder / "nats")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="package")
def probing_registry(
    postgres_server: PostgresServer,
    probing_bus: NatsServer,
    issuer: Issuer,
    credentials_key: str,
    folder: Path,
) -> Iterator[RegistryProcess]:
    name = postgres_server.create_database()
    url = f"{postgres_server.url}/{name}"
    process = RegistryProcess(url, probing_bus.url, issuer.url, credentials_key, folder / "registry-log")
    process.start()
    yield process
    process.kill()
    postgres_server.drop_database(name)


@pytest.fixture(scope="package")
def looking(probing_bus: NatsServer, credentials_key: str, folder: Path) -> Iterator[IngestProcess]:
    process = IngestProcess(probing_bus.url, credentials_key, folder / "ingest-log")
    process.start()
    yield process
    process.kill()


@pytest.fixture
async def own_city(probing_registry: RegistryProcess, issuer: Issuer) -> AsyncIterator[City]:
    """A tenant of this test alone."""
    async with httpx.AsyncClient(base_url=probing_registry.url, timeout=15) as http:
        yield City(f"probing-{next(_numbers)}", http, issuer)
