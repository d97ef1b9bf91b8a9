"""Imports whose processes die, whose senders go away, and that two processes could take at once."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from integration.registry.imports.sending import CSV, Job, counts, end_of, submit
from integration.registry.people import City, Person
from integration.registry.registry_process import RegistryProcess
from integration.registry.waiting import until
from lokus_registry.domain.imports.job import BATCH_ROWS
from support.engines import NatsServer, PostgresServer
from support.identity import Issuer

ROWS = 4 * BATCH_ROWS
VERSIONS = "SELECT version, count(*) FROM cameras WHERE tenant = :town GROUP BY version"
CAMERAS = "SELECT count(*) FROM cameras WHERE tenant = :town"
PIECES = "SELECT count(*) FROM import_pieces WHERE tenant = :town"
SEALED = "SELECT sealed FROM import_pieces WHERE tenant = :town"
STATES = "SELECT state FROM imports WHERE tenant = :town"


_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def own_database(postgres_server: PostgresServer) -> Iterator[str]:
    name = postgres_server.create_database()
    yield f"{postgres_server.url}/{name}"
    postgres_server.drop_database(name)


@pytest.fixture(scope="module")
def process(
    own_database: str,
    nats_server: NatsServer,
    issuer: Issuer,
    credentials_key: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RegistryProcess]:
    log = tmp_path_factory.mktemp("registry") / "log"
    process = RegistryProcess(own_database, nats_server.url, issuer.url, credentials_key, log)
    process.start()
    yield process
    process.kill()


@pytest.fixture
async def town(process: RegistryProcess, issuer: Issuer) -> AsyncIterator[City]:
    async with httpx.AsyncClient(base_url=process.url, timeout=30) as client:
        yield await City(f"town-{next(_numbers)}", client, issuer).build()


def many_cameras() -> str:
    lines = (
        f"c{number:05},Kamera {number},hall,nusantara,rtsp://192.0.2.9/{number}\n" for number in range(ROWS)
    )
    return "id,name,zone,vendor,streams.main.url\n" + "".join(lines)


async def half_done(person: Person, job: Job) -> Job:
    async def ask() -> Job | None:
        found = await person.get(f"imports/{job['id']}")
        return found if found["rows"] >= BATCH_ROWS else None

    return await until(ask)


async def ask_database(url: str, query: str, town: City) -> list[tuple[object, ...]]:
    """Ask about the rows of a tenant."""
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        rows = [tuple(row) for row in await connection.execute(text(query), {"town": town.tenant})]
    await engine.dispose()
    return rows


async def check_whole(town: City, job: Job, database: str) -> None:
    """Each row was taken once: all were created, and each camera has its first version."""
    ended = await end_of(town.vendor, job)
    assert (ended["state"], counts(ended)) == ("done", (ROWS, 0, 0, 0))
    versions = await ask_database(database, VERSIONS, town)
    assert versions == [(1, ROWS)]
    assert await ask_database(database, PIECES, town) == [(0,)]


async def test_a_process_that_is_killed_goes_on_where_it_was(
    town: City, process: RegistryProcess, own_database: str
) -> None:
    job = await submit(town.vendor, "collection=cameras", many_cameras())
    seen = await half_done(town.vendor, job)
    process.kill()
    assert seen["rows"] < ROWS
    process.start()
    await check_whole(town, job, own_database)


async def test_two_processes_take_each_row_once(
    town: City, process: RegistryProcess, own_database: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    twin = process.twin(tmp_path_factory.mktemp("twin") / "log")
    twin.start()
    try:
        job = await submit(town.vendor, "collection=cameras", many_cameras())
        await check_whole(town, job, own_database)
        assert twin.stop() == 0
    finally:
        twin.kill()


async def test_a_cancelled_import_takes_no_more(town: City, own_database: str) -> None:
    job = await submit(town.vendor, "collection=cameras", many_cameras())
    await half_done(town.vendor, job)
    response = await town.vendor.ask("POST", f"imports/{job['id']}/cancel")
    assert (response.status_code, response.json()["state"]) == (200, "cancelled")
    ended = await end_of(town.vendor, job)
    assert BATCH_ROWS <= ended["rows"] < ROWS
    assert await ask_database(own_database, CAMERAS, town) == [(ended["created"],)]
    assert await ask_database(own_database, PIECES, town) == [(0,)]


async def test_passwords_in_a_file_are_sealed_while_it_waits(town: City, own_database: str) -> None:
    body = many_cameras().replace("main.url\n", "main.url,credentials.username,credentials.password\n")
    lines = [line + ",viewer,hunter2-is-secret" for line in body.splitlines()[1:]]
    job = await submit(town.vendor, "collection=cameras", "\n".join([body.splitlines()[0], *lines]))
    kept = await ask_database(own_database, SEALED, town)
    assert kept
    assert not any(b"hunter2" in bytes(piece) for (piece,) in kept)  # type: ignore[call-overload]
    await town.vendor.ask("POST", f"imports/{job['id']}/cancel")


async def test_a_sender_who_goes_away_leaves_no_import_running(town: City, own_database: str) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"id,name\n"
        yield b"x" * 600_000
        await asyncio.sleep(60)

    async with leaving_after(seconds=1.0):
        await town.vendor.send("POST", "imports?collection=cameras", body(), CSV)

    async def ask() -> bool | None:
        [(state,)] = await ask_database(own_database, STATES, town)
        return True if state == "failed" else None

    await until(ask)
    assert await ask_database(own_database, PIECES, town) == [(0,)]


@asynccontextmanager
async def leaving_after(seconds: float) -> AsyncIterator[None]:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(seconds):
            yield
