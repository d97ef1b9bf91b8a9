"""A registry that is killed while it computes a statement, held there by locks that the test takes."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import asyncpg
import httpx
import pytest

from integration.registry.contracts.ledger import Ledger, last_month
from integration.registry.contracts.scene import signed_contract
from integration.registry.people import City
from integration.registry.registry_process import RegistryProcess
from integration.registry.waiting import until
from support.engines import NatsServer, PostgresServer
from support.identity import Issuer

FIRST = last_month(datetime.now(UTC))  # noqa: TID251 (a statement is of the month before this one)
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE $1"


class Hands(NamedTuple):
    """Connections to the registry's database."""

    reading: asyncpg.Connection
    writing: asyncpg.Connection
    watching: asyncpg.Connection


@pytest.fixture
def process(
    postgres_server: PostgresServer,
    nats_server: NatsServer,
    issuer: Issuer,
    credentials_key: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RegistryProcess]:
    name = postgres_server.create_database()
    log = tmp_path_factory.mktemp("registry") / "log"
    url = f"{postgres_server.url}/{name}"
    process = RegistryProcess(url, nats_server.url, issuer.url, credentials_key, log)
    try:
        process.start()
        yield process
    finally:
        process.kill()
        postgres_server.drop_database(name)


@pytest.fixture
async def town(process: RegistryProcess, issuer: Issuer) -> AsyncIterator[City]:
    async with httpx.AsyncClient(base_url=process.url, timeout=30) as client:
        yield await City("killed-town", client, issuer).build()


@pytest.fixture
async def hands(process: RegistryProcess) -> AsyncIterator[Hands]:
    """Two connections to hold a lock each, and one to look on: within a transaction activity stands still."""
    three = [await asyncpg.connect(process.database_url) for _ in range(3)]
    yield Hands(*three)
    for each in three:
        await each.close()


async def waits_in(connection: asyncpg.Connection, query: str) -> None:
    """Until somebody waits for a lock with such a query."""

    async def look() -> bool | None:
        return True if await connection.fetchval(WAITING, query) else None

    await until(look)


async def killed_before_the_last_write(town: City, process: RegistryProcess, hands: Hands) -> str:
    """Ask for a statement, and kill the registry when all lines are written, but not committed."""
    reading, writing, watching = hands
    held = reading.transaction()
    await held.start()
    await reading.execute("LOCK TABLE delivery_open IN ACCESS EXCLUSIVE MODE")
    asked = await town.vendor.ask("POST", "contracts/k1/statements", {"month": f"{FIRST:%Y-%m}"})
    await waits_in(watching, "%delivery_open%")
    async with writing.transaction():
        await writing.execute("LOCK TABLE statements IN SHARE MODE")
        await held.rollback()
        await waits_in(watching, "UPDATE statements%")
        process.kill()
    return str(asked.json()["id"])


async def test_a_statement_is_completed_after_a_kill_and_once(
    town: City, process: RegistryProcess, hands: Hands
) -> None:
    await signed_contract(town, "c1", "c2", starts_on="2020-01-01", ends_on="2035-12-31")
    await Ledger(process.database_url, town.tenant).write(
        "c1", (FIRST, FIRST + timedelta(days=1), "delivering", None)
    )
    key = await killed_before_the_last_write(town, process, hands)
    assert await hands.watching.fetchval("SELECT count(*) FROM statement_lines") == 0
    process.start()

    async def done() -> dict[str, Any] | None:
        found = await town.owner.get(f"statements/{key}")
        return None if found["state"] == "queued" else found

    statement = await until(done)
    assert (statement["state"], statement["revision"], statement["totals"]["cameras"]) == ("draft", 1, 2)
    assert await town.owner.ids(f"statements/{key}/lines") == ["c1", "c2"]
    assert await town.owner.ids("statements") == [key]
