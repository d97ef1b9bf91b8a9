"""Many messages at once: every one arrives, once, in the order of its subject, whatever dies meanwhile."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import nats
import pytest
from sqlalchemy import MetaData, func, select

from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_kit.health import Health
from lokus_postgres.database import Database
from lokus_postgres.outbox import Outbox, Outgoing, outbox_table
from lokus_proto.jetstream import CHANGE, EVENT
from support.engines import NatsServer

METADATA = MetaData()
TABLE = outbox_table(METADATA)


@pytest.fixture
async def database(new_database: str) -> AsyncIterator[Database]:
    database = Database(new_database.replace("+asyncpg", ""), SystemClock(), Health())
    async with database._engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
    yield database
    await database.close()


def outbox_of(database: Database, bus: Bus) -> Outbox:
    return Outbox(TABLE, database, bus, (EVENT,), SystemClock(), poll_seconds=0.05)


def city_of(cameras: int, each: int) -> list[Outgoing]:
    """`each` messages of every camera, numbered in the order in which they are written."""
    return [
        Outgoing(f"lokus.v1.event.jakarta.c{camera}.raised", str(turn).encode(), f"{camera}-{turn}")
        for turn in range(each)
        for camera in range(cameras)
    ]


async def write(outbox: Outbox, database: Database, messages: Sequence[Outgoing]) -> None:
    async with database.transaction() as session:
        await outbox.add_many(session, messages)
    outbox.wake()


@asynccontextmanager
async def sending(outbox: Outbox) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(outbox.run(), name="outbox")
        yield
        running.cancel()


async def waiting(database: Database) -> int:
    async with database.transaction() as session:
        return (await session.execute(select(func.count()).select_from(TABLE))).scalar_one()


async def until_at_most(database: Database, count: int) -> None:
    async with asyncio.timeout(60):
        while True:
            if await waiting(database) <= count:
                return
            await asyncio.sleep(0.01)


async def heard(server: NatsServer, stream: str) -> dict[str, list[int]]:
    """All that JetStream kept, by subject, in its order."""
    client = await nats.connect(server.url)
    found: dict[str, list[int]] = defaultdict(list)
    jetstream = client.jetstream(timeout=5)
    reader = await jetstream.subscribe("lokus.v1.>", stream=stream, ordered_consumer=True)
    for _ in range((await jetstream.stream_info(stream)).state.messages):
        message = await reader.next_msg(timeout=10)
        found[message.subject].append(int(message.data))
    await client.close()
    return found


async def test_many_written_at_once_keep_the_order_of_each_subject(
    bus: Bus, own_nats_server: NatsServer, database: Database
) -> None:
    outbox = outbox_of(database, bus)
    async with sending(outbox):
        await write(outbox, database, city_of(cameras=700, each=3))
        await until_at_most(database, 0)
    found = await heard(own_nats_server, EVENT.name)
    assert len(found) == 700
    assert all(turns == [0, 1, 2] for turns in found.values())


async def test_nothing_to_add_is_no_statement(bus: Bus, database: Database) -> None:
    await write(outbox_of(database, bus), database, [])
    assert await waiting(database) == 0


async def test_a_relay_that_dies_in_the_middle_loses_and_repeats_nothing(
    bus: Bus, own_nats_server: NatsServer, database: Database
) -> None:
    outbox = outbox_of(database, bus)
    await write(outbox, database, city_of(cameras=2000, each=2))
    for seconds in (0.01, 0.05, 0.15):
        # The relay and this sleep share a thread: so short a life ends before all is sent.
        async with sending(outbox):
            await asyncio.sleep(seconds)
        assert await waiting(database) > 0 or seconds > 0.01
    async with sending(outbox_of(database, bus)):
        await until_at_most(database, 0)
    found = await heard(own_nats_server, EVENT.name)
    assert len(found) == 2000
    assert all(turns == [0, 1] for turns in found.values())


async def test_a_bus_that_dies_in_the_middle_is_told_the_rest_when_it_is_back(
    bus: Bus, own_nats_server: NatsServer, database: Database
) -> None:
    outbox = outbox_of(database, bus)
    await write(outbox, database, city_of(cameras=3000, each=2))
    async with sending(outbox):
        await asyncio.sleep(0.05)
        own_nats_server.kill()  # in the relay's own thread, which sends nothing meanwhile
        assert await waiting(database) > 0
        await asyncio.to_thread(own_nats_server.start)
        await until_at_most(database, 0)
    found = await heard(own_nats_server, EVENT.name)
    assert len(found) == 3000
    assert all(turns == [0, 1] for turns in found.values())


async def test_what_nobody_keeps_waits_is_not_overtaken_and_holds_up_no_other_subject(
    bus: Bus, own_nats_server: NatsServer, database: Database
) -> None:
    outbox = outbox_of(database, bus)
    stray = "lokus.v1.change.jakarta.cameras.records"
    first, second, third = city_of(cameras=1, each=3)
    unkept = [Outgoing(stray, b"0", "stray-0"), Outgoing(stray, b"1", "stray-1")]
    async with sending(outbox):
        await write(outbox, database, [first, unkept[0], second, unkept[1], third])
        await until_at_most(database, 2)  # one of the others leaves with each new try
        assert await heard(own_nats_server, EVENT.name) == {first.subject: [0, 1, 2]}
        await bus.ensure(CHANGE)
        await until_at_most(database, 0)
    assert await heard(own_nats_server, EVENT.name) == {first.subject: [0, 1, 2]}
    assert await heard(own_nats_server, CHANGE.name) == {stray: [0, 1]}
