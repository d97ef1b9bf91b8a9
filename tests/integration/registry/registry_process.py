"""The registry as its own process, on a database and a bus that the test names."""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx

from lokus_local.free_port import free_port

_START_SECONDS = 60.0
_STOP_SECONDS = 30.0


class RegistryProcess:
    """Start, stop, kill and start again, on the same ports; `log` holds all that it wrote."""

    def __init__(self, database_url: str, nats_url: str, issuer_url: str, keys: str, log: Path) -> None:
        port, internal_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.internal_url = f"http://127.0.0.1:{internal_port}"
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._settings = {
            "LOKUS_REGISTRY_NATS_URL": nats_url,
            "LOKUS_REGISTRY_HTTP_PORT": str(port),
            "LOKUS_REGISTRY_METRICS_PORT": str(internal_port),
            "LOKUS_REGISTRY_DATABASE_URL": database_url,
            "LOKUS_REGISTRY_OIDC_ISSUERS": issuer_url,
            "LOKUS_REGISTRY_CREDENTIALS_KEYS": keys,
            "LOKUS_REGISTRY_LOG_LEVEL": "debug",
        }

    def twin(self, log: Path) -> "RegistryProcess":
        """Another process with the same settings, on ports of its own."""
        names = ("DATABASE_URL", "NATS_URL", "OIDC_ISSUERS", "CREDENTIALS_KEYS")
        database, nats, issuer, keys = (self._settings[f"LOKUS_REGISTRY_{name}"] for name in names)
        return RegistryProcess(database, nats, issuer, keys, log)

    def start(self, *, wait_until_ready: bool = True, **settings: str) -> None:
        """Start it; a keyword such as `NATS_URL` replaces one setting."""
        replaced = {f"LOKUS_REGISTRY_{name}": value for name, value in settings.items()}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                (sys.executable, "-m", "lokus_registry"),
                env=os.environ | self._settings | replaced,
                stdout=log,
                stderr=log,
            )
        if wait_until_ready:
            self.wait_until("/readyz")

    def wait_until(self, path: str, status: int = 200) -> None:
        """Return when the path answers so."""
        assert self._process is not None
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                if httpx.get(f"{self.url}{path}").status_code == status:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"{path} did not answer {status}: {self.log.read_text()[-3000:]}")

    def stop(self) -> int:
        """SIGTERM; return the exit status."""
        assert self._process is not None
        self._process.terminate()
        return self.wait()

    def kill(self) -> None:
        """SIGKILL, if it runs."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def wait(self) -> int:
        """Wait for its end; return the exit status."""
        assert self._process is not None
        try:
            return self._process.wait(_STOP_SECONDS)
        finally:
            self.kill()
