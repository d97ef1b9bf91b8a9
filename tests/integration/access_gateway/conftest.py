"""One gateway process for all tests that do not break it; each test is a tenant of its own."""

import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest

from integration.access_gateway.gateway_process import GatewayProcess
from integration.access_gateway.playing_camera import PlayingCamera
from integration.access_gateway.town import Town
from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_kit.health import Health
from support.engines import NatsServer, PostgresServer
from support.identity import Issuer, serving_issuer

_numbers = itertools.count(1)


@asynccontextmanager
async def connected(nats_url: str) -> AsyncIterator[Bus]:
    """A connection to the bus for a test's own messages."""
    bus = Bus(nats_url, "test", SystemClock(), Health())
    await bus.start()
    try:
        yield bus
    finally:
        await bus.drain()


@pytest.fixture(scope="package")
def issuer() -> Iterator[Issuer]:
    with serving_issuer() as serving:
        yield serving


@pytest.fixture
def database_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A database for this test alone."""
    name = postgres_server.create_database()
    yield f"{postgres_server.url}/{name}"
    postgres_server.drop_database(name)


@pytest.fixture(scope="package")
def gateway(
    postgres_server: PostgresServer,
    nats_server: NatsServer,
    issuer: Issuer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[GatewayProcess]:
    name = postgres_server.create_database()
    log = tmp_path_factory.mktemp("gateway") / "log"
    process = GatewayProcess(f"{postgres_server.url}/{name}", nats_server.url, issuer.url, log)
    process.start()
    yield process
    assert process.stop() == 0, log.read_text()
    postgres_server.drop_database(name)


@pytest.fixture
async def http(gateway: GatewayProcess) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=gateway.url, timeout=15) as client:
        yield client


@pytest.fixture
async def bus(nats_server: NatsServer) -> AsyncIterator[Bus]:
    async with connected(nats_server.url) as connection:
        yield connection


@pytest.fixture
def town(http: httpx.AsyncClient, bus: Bus, issuer: Issuer) -> Town:
    return Town(f"town-{next(_numbers)}", http, bus, issuer)


@pytest.fixture
async def camera(town: Town) -> str:
    """A camera of KPU's that the police may see by grant-1."""
    await town.grant()
    return await town.camera()


@pytest.fixture
async def source(town: Town, bus: Bus, camera: str) -> AsyncIterator[PlayingCamera]:
    """The same camera, playing."""
    async with PlayingCamera(bus, town.tenant, camera).playing() as playing:
        yield playing
