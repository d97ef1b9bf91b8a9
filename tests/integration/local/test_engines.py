"""The engines that the command brings: they serve, keep what they are given, and leave nothing behind."""

import asyncio

import asyncpg
import nats
import pytest

from lokus_local.engines import ServerRefusedError
from lokus_local.engines.postgres import why_not_ready
from support.engines import NatsServer, PostgresServer


async def test_nats_keeps_a_stream_over_a_restart(own_nats_server: NatsServer) -> None:
    client = await nats.connect(own_nats_server.url)
    await client.jetstream().add_stream(name="KEPT", subjects=["kept"])
    await client.jetstream().publish("kept", b"word")
    await client.close()

    own_nats_server.stop()
    own_nats_server.start()

    client = await nats.connect(own_nats_server.url)
    message = await client.jetstream().get_last_msg("KEPT", "kept")
    await client.close()
    assert message.data == b"word"


async def test_nats_refuses_a_client_without_the_token(nats_server: NatsServer) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", nats_server.port)
    await reader.readline()
    writer.write(b'CONNECT {"verbose": false}\r\nPING\r\n')
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert answer == b"-ERR 'Authorization Violation'\r\n"


async def test_nats_takes_a_payload_of_eight_megabytes(nats_server: NatsServer) -> None:
    client = await nats.connect(nats_server.url)
    payload_bytes = client.max_payload
    await client.close()
    assert payload_bytes == 8 * 1024 * 1024


async def test_postgres_refuses_a_wrong_password(postgres_server: PostgresServer) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(f"postgresql://lokus:wrong@127.0.0.1:{postgres_server.port}/postgres")


@pytest.mark.parametrize(
    ("login", "database", "reason"),
    [
        ("stranger:wrong", "closed", "password authentication failed"),
        ("stranger:hush", "absent", 'database "absent" does not exist'),
        ("stranger:hush", "closed", 'permission denied for database "closed"'),
    ],
)
async def test_postgres_that_turns_us_away_is_an_error_and_nothing_to_wait_for(
    own_postgres_server: PostgresServer, login: str, database: str, reason: str
) -> None:
    connection = await asyncpg.connect(f"{own_postgres_server.url}/postgres")
    await connection.execute("CREATE ROLE stranger LOGIN PASSWORD 'hush'")
    await connection.execute("CREATE DATABASE closed")
    await connection.execute("REVOKE CONNECT ON DATABASE closed FROM PUBLIC")
    await connection.close()
    with pytest.raises(ServerRefusedError, match=f"refuses us: {reason}"):
        await why_not_ready(f"postgresql://{login}@127.0.0.1:{own_postgres_server.port}/{database}")


async def test_postgres_keeps_rows_when_it_is_killed(own_postgres_server: PostgresServer) -> None:
    address = f"{own_postgres_server.url}/postgres"
    connection = await asyncpg.connect(address)
    await connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    connection.terminate()

    own_postgres_server.kill()
    own_postgres_server.start()

    connection = await asyncpg.connect(address)
    number = await connection.fetchval("SELECT number FROM kept")
    await connection.close()
    assert number == 7


async def test_a_new_database_is_empty_and_reachable(new_database: str) -> None:
    connection = await asyncpg.connect(new_database.replace("+asyncpg", ""))
    tables = await connection.fetchval(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
    )
    await connection.close()
    assert tables == 0
