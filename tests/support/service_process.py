"""A service as its own process, as it is deployed, on servers that the test names."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

from lokus_local.free_port import free_port

_START_SECONDS = 60.0
_STOP_SECONDS = 30.0


class ServiceProcess:
    """Start, stop, kill and start again, on the same ports; `log` holds all that it wrote.

    `settings` are named without the service's prefix, ports aside, which are its own.
    """

    def __init__(self, module: str, prefix: str, settings: Mapping[str, str], log: Path) -> None:
        port, internal_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.internal_url = f"http://127.0.0.1:{internal_port}"
        self.log = log
        self._module = module
        self._prefix = prefix
        self._settings = {"HTTP_PORT": str(port), "METRICS_PORT": str(internal_port), **settings}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        assert self._process is not None
        return self._process.pid

    def start(self, *, wait_until_ready: bool = True, **settings: str) -> None:
        """Start it; a keyword such as `NATS_URL` replaces or adds one setting."""
        chosen = {f"{self._prefix}{name}": value for name, value in (self._settings | settings).items()}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                (sys.executable, "-m", self._module),
                env=os.environ | chosen,
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
