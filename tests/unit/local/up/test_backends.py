"""Choosing servers: embedded ones with secrets of the home, or real ones by URL."""

from pathlib import Path

import pytest

from lokus_local.home import Home
from lokus_local.ports import Ports
from lokus_local.up.backends import choose_servers, with_database


@pytest.mark.parametrize(
    ("server", "database"),
    [
        ("postgresql://u:p@h:5432/", "postgresql://u:p@h:5432/lokus_access"),
        ("postgresql://u:p@h:5432", "postgresql://u:p@h:5432/lokus_access"),
        ("postgresql://u:p@h/other?ssl=require", "postgresql://u:p@h/lokus_access?ssl=require"),
    ],
)
def test_a_database_is_named_on_the_server(server: str, database: str) -> None:
    assert with_database(server, "lokus_access") == database


def test_embedded_servers_keep_their_secrets_over_a_restart(tmp_path: Path) -> None:
    ports = Ports.choose(9000)
    first, second = (choose_servers(Home(tmp_path), ports, None, None).backends() for _ in range(2))
    assert first == second
    assert first.nats_url.endswith("@127.0.0.1:9005")
    assert first.registry_database_url.endswith("@127.0.0.1:9006/lokus_registry")


def test_a_real_server_is_not_ours_to_run_and_is_named_without_its_password(tmp_path: Path) -> None:
    database_url, nats_url = "postgresql://u:secret@db:5432/", "nats://secret@bus:4222"
    servers = choose_servers(Home(tmp_path), Ports.choose(9000), database_url, nats_url)
    assert servers.engines() == []
    assert (servers.database.name, servers.bus.name) == ("PostgreSQL at db:5432", "NATS at bus:4222")
    assert servers.backends().nats_url == nats_url
