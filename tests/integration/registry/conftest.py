"""One registry process for all tests that do not break it; each test is a tenant of its own."""

import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from cryptography.fernet import Fernet

from integration.registry.kept_plane import KeptPlane, kept_plane
from integration.registry.people import City
from integration.registry.registry_process import RegistryProcess
from support.engines import NatsServer, PostgresServer
from support.identity import Issuer, serving_issuer

_numbers = itertools.count(1)


@pytest.fixture(scope="package")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    """A bus of these tests alone: the ingest of other tests would pull the thousands of their cameras."""
    server = NatsServer(tmp_path_factory.mktemp("registry-engines") / "nats")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="package")
def issuer() -> Iterator[Issuer]:
    with serving_issuer() as serving:
        yield serving


@pytest.fixture(scope="package")
def credentials_key() -> str:
    return Fernet.generate_key().decode()


@pytest.fixture(scope="package")
def database_url(postgres_server: PostgresServer) -> Iterator[str]:
    name = postgres_server.create_database()
    yield f"{postgres_server.url}/{name}"
    postgres_server.drop_database(name)


@pytest.fixture(scope="package")
def registry(
    database_url: str,
    nats_server: NatsServer,
    issuer: Issuer,
    credentials_key: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RegistryProcess]:
    log = tmp_path_factory.mktemp("registry") / "log"
    process = RegistryProcess(database_url, nats_server.url, issuer.url, credentials_key, log)
    try:
        process.start()
        yield process
        assert process.stop() == 0, log.read_text()
    finally:
        process.kill()


@pytest.fixture
async def http(registry: RegistryProcess) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=registry.url) as client:
        yield client


@pytest.fixture
async def city(http: httpx.AsyncClient, issuer: Issuer) -> City:
    return await City(f"city-{next(_numbers)}", http, issuer).build()


@pytest.fixture
async def other_city(http: httpx.AsyncClient, issuer: Issuer) -> City:
    return await City(f"city-{next(_numbers)}", http, issuer).build()


@pytest.fixture
async def bus(nats_server: NatsServer) -> AsyncIterator[KeptPlane]:
    async with kept_plane(nats_server.url) as plane:
        yield plane


@pytest.fixture
def own_registry(
    postgres_server: PostgresServer,
    own_nats_server: NatsServer,
    issuer: Issuer,
    credentials_key: str,
    tmp_path: Path,
) -> Iterator[RegistryProcess]:
    """A registry of this test alone, on a bus of its own: for a test whose ingest pulls cameras."""
    name = postgres_server.create_database()
    url = f"{postgres_server.url}/{name}"
    process = RegistryProcess(url, own_nats_server.url, issuer.url, credentials_key, tmp_path / "log")
    process.start()
    yield process
    process.kill()
    postgres_server.drop_database(name)


@pytest.fixture
async def own_city(own_registry: RegistryProcess, issuer: Issuer) -> AsyncIterator[City]:
    async with httpx.AsyncClient(base_url=own_registry.url, timeout=15) as http:
        yield await City("jakarta", http, issuer).build()
