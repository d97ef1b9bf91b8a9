"""`lokus up` with its demo city, and clients of its APIs in the name of the demo's people."""

import subprocess
from functools import cached_property
from pathlib import Path

import httpx

from lokus_kit.clock import SystemClock
from support.platform import RunningPlatform, run_lokus

_ANSWER_SECONDS = 20.0
_clock = SystemClock()


class DemoPlatform(RunningPlatform):
    """A whole platform; `ready_seconds` is how long its start took."""

    def __init__(self, home: Path, *options: str) -> None:
        super().__init__(home, *options)
        self.ready_seconds = 0.0
        self._tokens: dict[str, str] = {}

    def start(self) -> None:
        """Start, and return when it is ready."""
        begun = _clock.monotonic_seconds()
        super().start()
        self.ready_seconds = _clock.monotonic_seconds() - begun

    def token(self, identity: str) -> str:
        """Return a bearer token of a demo identity, good for an hour."""
        if identity not in self._tokens:
            done = run_lokus("token", identity, "--home", str(self.home))
            if done.returncode != 0:
                raise subprocess.SubprocessError(f"no token for {identity}: {done.stderr}")
            self._tokens[identity] = done.stdout.strip()
        return self._tokens[identity]

    @cached_property
    def registry_url(self) -> str:
        """Where the registry serves."""
        return str(self.status()["registry"]["url"])

    def gateway(self, identity: str) -> httpx.Client:
        """Return a client of the gateway in the name of an identity; close it after use."""
        return self._client(self.url, identity)

    def registry(self, identity: str) -> httpx.Client:
        """Return a client of the registry in the name of an identity; close it after use."""
        return self._client(self.registry_url, identity)

    def _client(self, url: str, identity: str) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.token(identity)}"}
        return httpx.Client(base_url=url, headers=headers, timeout=_ANSWER_SECONDS, trust_env=False)
