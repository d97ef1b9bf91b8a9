"""The files that configure the engines in containers, tried on the real engines."""

import os
import re
import subprocess

import asyncpg

from contract.deploy.deployed import KUBERNETES
from lokus_local.engines.nats import MAX_PAYLOAD_BYTES, find_binary
from support.engines import PostgresServer

MIB = 1024 * 1024


def test_nats_takes_its_configuration() -> None:
    checked = subprocess.run(
        [find_binary(), "-t", "--config", KUBERNETES / "base/nats.conf"],
        env=os.environ | {"NATS_TOKEN": "w0123"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


def test_nats_carries_messages_as_large_as_on_one_machine() -> None:
    written = re.search(r"^max_payload: (\d+)MB$", (KUBERNETES / "base/nats.conf").read_text(), re.MULTILINE)
    assert written
    assert int(written[1]) * MIB == MAX_PAYLOAD_BYTES


async def test_postgres_makes_the_services_databases(own_postgres_server: PostgresServer) -> None:
    statements = (KUBERNETES / "base/databases.sql").read_text().strip().removesuffix(";").split(";")
    connection = await asyncpg.connect(f"{own_postgres_server.url}/postgres")
    try:
        for statement in statements:
            await connection.execute(statement)
        found = {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
    finally:
        await connection.close()
    assert {"lokus_registry", "lokus_access"} <= found
