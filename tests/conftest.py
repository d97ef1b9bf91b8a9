"""Fixtures for every test: real engines, and the folder of shared material beside the checkout."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from support.engines import NatsServer, PostgresServer

settings.register_profile("lokus", deadline=None)  # a busy machine is no failure; pytest ends what hangs
settings.load_profile("lokus")

_SHARED_FOLDER = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run every async test on asyncio, the only loop the product uses."""
    return "asyncio"


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    """One NATS server for the whole session; take subjects and stream names of your own."""
    server = NatsServer(tmp_path_factory.mktemp("engines") / "nats")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_nats_server(tmp_path: Path) -> Iterator[NatsServer]:
    """A NATS server for this test alone, which may stop, kill and start it."""
    server = NatsServer(tmp_path / "own-nats")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """One PostgreSQL server for the whole session; see `new_database`."""
    server = PostgresServer(tmp_path_factory.mktemp("engines") / "postgres")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_postgres_server(tmp_path: Path) -> Iterator[PostgresServer]:
    """A PostgreSQL server for this test alone, which may stop, kill and start it."""
    server = PostgresServer(tmp_path / "own-postgres")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def new_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The `postgresql+asyncpg://` URL of an empty database, dropped after the test."""
    name = postgres_server.create_database()
    yield f"{postgres_server.url}/{name}".replace("postgresql://", "postgresql+asyncpg://", 1)
    postgres_server.drop_database(name)


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The folder `shared` beside the checkout: clips, recorded answers, registers of areas."""
    if not _SHARED_FOLDER.is_dir():
        pytest.skip(f"no folder {_SHARED_FOLDER.name} beside the checkout")
    return _SHARED_FOLDER
