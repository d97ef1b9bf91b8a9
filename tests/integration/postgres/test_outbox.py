import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import MetaData, func, select

from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_kit.errors import Unavailable
from lokus_kit.follow import Kept, Start
from lokus_kit.health import Health
from lokus_postgres.database import Database
from lokus_postgres.outbox import Outbox, outbox_table
from lokus_proto.jetstream import EVENT
from support.engines import NatsServer

METADATA = MetaData()
TABLE = outbox_table(METADATA)
SUBJECT = "lokus.v1.event.jakarta.gate.raised"


@pytest.fixture
async def database(new_database: str) -> AsyncIterator[Database]:
    url = new_database.replace("postgresql+asyncpg://", "postgresql://")
    database = Database(url, SystemClock(), Health())
    async with database._engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
    yield database
    await database.close()


async def add(outbox: Outbox, database: Database, *texts: str) -> None:
    async with database.transaction() as session:
        for text in texts:
            await outbox.add(session, SUBJECT, text.encode(), f"id-{text}")
    outbox.wake()


async def kept_by(bus: Bus, count: int) -> list[str]:
    texts: list[str] = []
    enough = asyncio.Event()

    async def handle(kept: Kept) -> None:
        texts.append(kept.payload.decode())
        if len(texts) >= count:
            enough.set()

    async with asyncio.timeout(25), asyncio.TaskGroup() as tasks:
        follow = bus.follow(EVENT, (SUBJECT,), handle, start=Start.after(0))
        task = tasks.create_task(follow, name="follow")
        await enough.wait()
        task.cancel()
    return texts


@contextlib.asynccontextmanager
async def sending(*outboxes: Outbox) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(outbox.run(), name="outbox") for outbox in outboxes]
        yield
        for task in running:
            task.cancel()


async def until_empty(database: Database) -> None:
    async with asyncio.timeout(10):
        while True:
            async with database.transaction() as session:
                if not (await session.execute(select(func.count()).select_from(TABLE))).scalar_one():
                    return
            await asyncio.sleep(0.05)


async def test_what_commits_is_sent_in_order_and_then_forgotten(bus: Bus, database: Database) -> None:
    await bus.ensure(EVENT)
    outbox = Outbox(TABLE, database, bus, (EVENT,), SystemClock())
    async with sending(outbox):
        await add(outbox, database, "a", "b")
        await add(outbox, database, "c")
        assert await kept_by(bus, 3) == ["a", "b", "c"]
        await until_empty(database)


async def test_what_is_rolled_back_is_never_sent(bus: Bus, database: Database) -> None:
    await bus.ensure(EVENT)
    outbox = Outbox(TABLE, database, bus, (EVENT,), SystemClock())
    with pytest.raises(RuntimeError, match="change of mind"):
        async with database.transaction() as session:
            await outbox.add(session, SUBJECT, b"never", "id-never")
            raise RuntimeError("change of mind")
    async with sending(outbox):
        await add(outbox, database, "a")
        assert await kept_by(bus, 1) == ["a"]


async def test_what_waited_for_the_bus_is_sent_when_it_is_back(
    bus: Bus, own_nats_server: NatsServer, database: Database
) -> None:
    await bus.ensure(EVENT)
    outbox = Outbox(TABLE, database, bus, (EVENT,), SystemClock())
    await asyncio.to_thread(own_nats_server.stop)
    async with sending(outbox):
        await add(outbox, database, "a", "b")
        await asyncio.to_thread(own_nats_server.start)
        assert await kept_by(bus, 2) == ["a", "b"]


async def test_two_relays_send_each_message_once_and_in_order(bus: Bus, database: Database) -> None:
    await bus.ensure(EVENT)
    texts = [f"{number:03}" for number in range(60)]
    relays = [Outbox(TABLE, database, bus, (EVENT,), SystemClock(), poll_seconds=0.05) for _ in range(2)]
    async with sending(*relays):
        for relay, text in zip(relays * 30, texts, strict=True):
            await add(relay, database, text)
        assert await kept_by(bus, len(texts)) == texts


async def test_a_database_that_is_away_is_unavailable_and_says_so_in_readiness() -> None:
    health = Health()
    database = Database("postgresql://x:y@127.0.0.1:1/none", SystemClock(), health)
    with pytest.raises(Unavailable, match="try again"):
        async with database.transaction() as session:
            await session.execute(select(1))
    assert health.reasons() == {"database": "PostgreSQL cannot be reached"}
    await database.close()
