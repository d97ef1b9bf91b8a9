"""The gateway as its own process, on a database and a bus that the test names."""

import base64
from pathlib import Path

from lokus_access_gateway.adapters.log_keys import LogKeys
from support.service_process import ServiceProcess

LOG_KEY = base64.b64encode(bytes(range(32))).decode()
LOG_SEAL = base64.urlsafe_b64encode(bytes(32)).decode()
LOG_KEYS = LogKeys(LOG_KEY, LOG_SEAL, "https://lokus.example")


class GatewayProcess(ServiceProcess):
    """The gateway with its own ports and log."""

    def __init__(self, database_url: str, nats_url: str, issuer_url: str, log: Path) -> None:
        self._parts = (database_url, nats_url, issuer_url)
        settings = {
            "NATS_URL": nats_url,
            "DATABASE_URL": database_url,
            "OIDC_ISSUERS": issuer_url,
            "CONSOLE_ISSUER": issuer_url,
            "WEBRTC_HOSTS": "127.0.0.1",
            "LOG_KEY": LOG_KEY,
            "LOG_SEALS": LOG_SEAL,
        }
        super().__init__("lokus_access_gateway", "LOKUS_GATEWAY_", settings, log)
        self._settings["PUBLIC_URL"] = self.url

    def twin(self, log: Path) -> "GatewayProcess":
        """Another process on the same database and bus, on ports of its own."""
        return GatewayProcess(*self._parts, log)
