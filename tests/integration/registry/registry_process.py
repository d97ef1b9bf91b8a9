"""The registry as its own process, on a database and a bus that the test names."""

from pathlib import Path

from support.service_process import ServiceProcess


class RegistryProcess(ServiceProcess):
    """The registry with its own ports and log."""

    def __init__(self, database_url: str, nats_url: str, issuer_url: str, keys: str, log: Path) -> None:
        self.database_url = database_url
        self._parts = (database_url, nats_url, issuer_url, keys)
        settings = {
            "NATS_URL": nats_url,
            "DATABASE_URL": database_url,
            "OIDC_ISSUERS": issuer_url,
            "CREDENTIALS_KEYS": keys,
            "LOG_LEVEL": "debug",
        }
        super().__init__("lokus_registry", "LOKUS_REGISTRY_", settings, log)

    def twin(self, log: Path) -> "RegistryProcess":
        """Another process on the same database and bus, on ports of its own."""
        return RegistryProcess(*self._parts, log)
