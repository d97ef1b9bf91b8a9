"""The database server and the bus: embedded ones, or real ones that the options name.

Embedded engines are prepared and become the first wave of children. Real servers are only waited
for: until they answer there is a line every few seconds that says why not.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from lokus_local.engines import Engine, ServerRefusedError, nats, postgres, shown
from lokus_local.engines.nats import NatsEngine
from lokus_local.engines.postgres import PostgresEngine
from lokus_local.home import Home
from lokus_local.ports import Ports
from lokus_local.up.plan import Backends

_DATABASES = ("lokus_registry", "lokus_access")


@dataclass(frozen=True, slots=True)
class Server:
    """One server to wait for; `engine` is None when it is not ours to run."""

    name: str
    why_not_ready: Callable[[], Awaitable[str | None]]
    engine: Engine | None = None


@dataclass(frozen=True, slots=True)
class Servers:
    """Both servers, and the URLs that reach them."""

    database: Server
    bus: Server
    database_url: str
    nats_url: str

    def backends(self) -> Backends:
        """Return the URLs for the services."""
        registry, access = (with_database(self.database_url, name) for name in _DATABASES)
        return Backends(self.nats_url, registry, access)

    def engines(self) -> list[Engine]:
        """Return the embedded ones."""
        return [server.engine for server in (self.database, self.bus) if server.engine is not None]


def choose_servers(home: Home, ports: Ports, database_url: str | None, nats_url: str | None) -> Servers:
    """Return the servers to use; EngineError when an embedded one is not installed."""
    database, database_url = _database(home, ports, database_url)
    bus, nats_url = _bus(home, ports, nats_url)
    return Servers(database, bus, database_url, nats_url)


def _database(home: Home, ports: Ports, url: str | None) -> tuple[Server, str]:
    if url is None:
        engine = PostgresEngine(home.folder / "postgres", ports.postgres, home.secret("postgres"))
        return Server(engine.name, engine.why_not_ready, engine), engine.url
    address = with_database(url, "postgres")
    return Server(shown("PostgreSQL", url), lambda: postgres.why_not_ready(address)), url


def _bus(home: Home, ports: Ports, url: str | None) -> tuple[Server, str]:
    if url is None:
        engine = NatsEngine(home.folder / "nats", ports.nats, home.secret("nats"))
        return Server(engine.name, engine.why_not_ready, engine), engine.url
    return Server(shown("NATS", url), lambda: nats.why_not_ready(url)), url


async def ensure_databases(server_url: str) -> None:
    """Create the services' databases where they are missing; ServerRefusedError says why not."""
    connection = await asyncpg.connect(with_database(server_url, "postgres"))
    try:
        present = {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
        for name in _DATABASES:
            if name not in present:
                await connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    except asyncpg.InsufficientPrivilegeError as error:
        raise ServerRefusedError(
            f"the database user may not create databases: create {' and '.join(_DATABASES)} for it, "
            "or give it CREATEDB"
        ) from error
    except asyncpg.PostgresError as error:  # its disk is full, it is a standby
        raise ServerRefusedError(f"the databases cannot be created: {error}") from error
    finally:
        await connection.close()


def with_database(server_url: str, name: str) -> str:
    """Return the URL of one database of a server; parameters are kept."""
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
