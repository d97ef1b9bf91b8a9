"""A registry of its own for a bench, on a NATS and a PostgreSQL of its own."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil
from cryptography.fernet import Fernet

from support.engines import NatsServer, PostgresServer
from support.service_process import ServiceProcess

_NOBODY: Final = "http://127.0.0.1:9"
"""These benches ask nothing over HTTP, so they need no issuer that answers."""


def cpu_seconds(process: psutil.Process) -> float:
    """What it has used since it began."""
    times = process.cpu_times()
    return float(times.user + times.system)


@contextlib.contextmanager
def running_registry(folder: Path) -> Iterator[tuple[psutil.Process, str, str]]:
    """Run a registry; yield its process, and the URLs of its bus and database."""
    nats, postgres = NatsServer(folder / "nats"), PostgresServer(folder / "postgres")
    try:
        nats.start()
        postgres.start()
        database_url = f"{postgres.url}/{postgres.create_database()}"
        settings = {
            "NATS_URL": nats.url,
            "DATABASE_URL": database_url,
            "OIDC_ISSUERS": _NOBODY,
            "CREDENTIALS_KEYS": Fernet.generate_key().decode(),
        }
        registry = ServiceProcess("lokus_registry", "LOKUS_REGISTRY_", settings, folder / "log")
        try:
            registry.start()
            yield psutil.Process(registry.pid), nats.url, database_url
        finally:
            registry.kill()
    finally:
        postgres.kill()
        nats.kill()
