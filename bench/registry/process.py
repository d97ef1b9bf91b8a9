"""A registry of its own for a bench, on a NATS and a PostgreSQL of its own."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil
from cryptography.fernet import Fernet

from support.engines import NatsServer, PostgresServer
from support.service_process import ServiceProcess

_NOBODY: Final = "http://127.0.0.1:9"
"""For a bench that asks nothing over HTTP: it needs no issuer that answers."""


@dataclass(frozen=True)
class RunningRegistry:
    """Where a registry is reached, and where its bus and database are."""

    process: psutil.Process
    url: str
    nats_url: str
    database_url: str

    def cpu_seconds(self) -> float:
        """What it has used since it began."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


@contextlib.contextmanager
def running_registry(folder: Path, issuer_url: str = _NOBODY) -> Iterator[RunningRegistry]:
    """Run a registry that trusts one issuer, until the block ends."""
    nats, postgres = NatsServer(folder / "nats"), PostgresServer(folder / "postgres")
    try:
        nats.start()
        postgres.start()
        database_url = f"{postgres.url}/{postgres.create_database()}"
        settings = {
            "NATS_URL": nats.url,
            "DATABASE_URL": database_url,
            "OIDC_ISSUERS": issuer_url,
            "CREDENTIALS_KEYS": Fernet.generate_key().decode(),
        }
        registry = ServiceProcess("lokus_registry", "LOKUS_REGISTRY_", settings, folder / "log")
        try:
            registry.start()
            process = psutil.Process(registry.pid)
            yield RunningRegistry(process, registry.url, nats.url, database_url)
        finally:
            registry.kill()
    finally:
        postgres.kill()
        nats.kill()
