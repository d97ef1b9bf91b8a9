"""The database border against a real PostgreSQL that dies, comes back, or refuses."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from lokus_kit.clock import SystemClock
from lokus_kit.errors import StartError, Unavailable
from lokus_kit.health import Health
from lokus_postgres.database import Database
from support.clock import VirtualClock
from support.engines import PostgresServer


async def _ask(database: Database, statement: str = "SELECT 1") -> None:
    async with database.transaction() as session:
        await session.execute(text(statement))


async def test_a_killed_server_is_unavailable_and_heals(own_postgres_server: PostgresServer) -> None:
    database = Database(f"{own_postgres_server.url}/postgres", SystemClock(), Health())
    await _ask(database)
    own_postgres_server.kill()
    with pytest.raises(Unavailable):
        await _ask(database)
    own_postgres_server.start()
    await _ask(database)
    await database.close()


async def test_a_connection_ended_by_the_server_is_unavailable(own_postgres_server: PostgresServer) -> None:
    database = Database(f"{own_postgres_server.url}/postgres", SystemClock(), Health())
    with pytest.raises(Unavailable):
        await _ask(database, "SELECT pg_terminate_backend(pg_backend_pid())")
    await _ask(database)
    await database.close()


@pytest.mark.parametrize("idle_seconds", [0.5, 60.0])
async def test_a_connection_that_died_is_found_dead_at_once_or_when_it_is_used(
    own_postgres_server: PostgresServer, idle_seconds: float
) -> None:
    clock = VirtualClock()
    database = Database(f"{own_postgres_server.url}/postgres", clock, Health())
    other = Database(f"{own_postgres_server.url}/postgres", SystemClock(), Health())
    await _ask(database)
    await _ask(
        other,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
    )
    await clock.sleep(idle_seconds)
    if idle_seconds < 1:
        with pytest.raises(Unavailable):
            await _ask(database)
    await _ask(database)
    await database.close()
    await other.close()


async def test_a_server_that_falls_silent_is_unavailable_and_heals(
    own_postgres_server: PostgresServer,
) -> None:
    clock = SystemClock()
    database = Database(f"{own_postgres_server.url}/postgres", clock, Health(), statement_seconds=1.0)
    await _ask(database)
    with own_postgres_server.frozen():
        began_seconds = clock.monotonic_seconds()
        with pytest.raises(Unavailable):
            await _ask(database)
        assert clock.monotonic_seconds() - began_seconds < 20
    await _ask(database)
    await database.close()


async def test_statements_are_planned_for_their_parameters(own_postgres_server: PostgresServer) -> None:
    database = Database(f"{own_postgres_server.url}/postgres", SystemClock(), Health())
    async with database.transaction() as session:
        mode = (await session.execute(text("SHOW plan_cache_mode"))).scalar_one()
    assert mode == "force_custom_plan"
    await database.close()


async def test_our_own_mistake_is_not_called_an_absence(own_postgres_server: PostgresServer) -> None:
    database = Database(f"{own_postgres_server.url}/postgres", SystemClock(), Health())
    with pytest.raises(DBAPIError, match="division by zero"):
        await _ask(database, "SELECT 1/0")
    await database.close()


async def test_a_database_that_does_not_exist_ends_the_start_with_one_line(
    own_postgres_server: PostgresServer,
) -> None:
    database = Database(f"{own_postgres_server.url}/nowhere", SystemClock(), Health())
    with pytest.raises(StartError, match="nowhere"):
        await database.migrate("unused")
    await database.close()


async def test_of_many_processes_one_is_alone_until_its_connection_ends(
    own_postgres_server: PostgresServer,
) -> None:
    one, other = (Database(f"{own_postgres_server.url}/postgres", SystemClock(), Health()) for _ in range(2))
    with pytest.raises(Unavailable):
        async with one.alone(17) as first:
            assert first is not None
            async with first.transaction() as session:
                await session.execute(text("CREATE TABLE written (line integer)"))
            async with other.alone(17) as second:
                assert second is None
            async with other.transaction() as session:
                await session.execute(
                    text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
                )
            async with first.transaction() as session:
                await session.execute(text("INSERT INTO written VALUES (1)"))
    async with other.alone(17) as second:
        assert second is not None
        async with second.transaction() as session:
            assert (await session.execute(text("SELECT count(*) FROM written"))).scalar_one() == 0
    async with one.alone(17) as again:
        assert again is not None
    await one.close()
    await other.close()


async def test_a_deadlock_is_a_reason_to_try_again_and_no_absence(
    own_postgres_server: PostgresServer,
) -> None:
    database = Database(f"{own_postgres_server.url}/postgres", SystemClock(), Health())
    await _ask(database, "CREATE TABLE pair (id int PRIMARY KEY)")
    await _ask(database, "INSERT INTO pair VALUES (1), (2)")
    both_hold_one = asyncio.Barrier(2)
    ended: list[str] = []

    async def lock(first: int, second: int) -> None:
        try:
            async with database.transaction() as session:
                await session.execute(text(f"SELECT FROM pair WHERE id = {first} FOR UPDATE"))
                await both_hold_one.wait()
                await session.execute(text(f"SELECT FROM pair WHERE id = {second} FOR UPDATE"))
            ended.append("well")
        except Unavailable as error:
            ended.append(error.detail)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(lock(1, 2), name="one")
        tasks.create_task(lock(2, 1), name="other")
    assert sorted(ended) == ["another change was made at the same moment; try again shortly", "well"]
    await database.close()
