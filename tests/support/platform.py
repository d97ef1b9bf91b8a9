"""A whole platform for tests: `lokus up` as its users run it, on free ports and a home of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from lokus_local.status.usage import family, process_table

_START_SECONDS = 90.0
_STOP_SECONDS = 45.0
_POLL_SECONDS = 0.1


def run_lokus(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a `lokus` command to its end."""
    command = [sys.executable, "-m", "lokus_local", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=_STOP_SECONDS)


def eventually(is_so: Callable[[], bool], what: str, limit_seconds: float = 30.0) -> None:
    """Wait until something becomes true; an assertion that names it otherwise."""
    ends_at_seconds = time.monotonic() + limit_seconds
    while not is_so():
        assert time.monotonic() < ends_at_seconds, f"not within {limit_seconds} s: {what}"
        time.sleep(_POLL_SECONDS)


class RunningPlatform:
    """One `lokus up`; `url` is its gateway once it is ready."""

    def __init__(self, home: Path, *options: str) -> None:
        self.home = home
        self.url = ""
        self._options = options
        self._output_file = home.with_suffix(".out")
        self._process: subprocess.Popen[bytes] | None = None
        self._tokens: dict[str, str] = {}

    @property
    def output(self) -> str:
        """What `lokus up` printed so far."""
        return self._output_file.read_text(encoding="utf-8")

    @property
    def pid(self) -> int:
        """The process of `lokus up` itself."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start, and return when it says that it is ready."""
        command = [sys.executable, "-m", "lokus_local", "up", "--home", str(self.home), "--port-base", "0"]
        with self._output_file.open("wb") as output:
            self._process = subprocess.Popen(
                [*command, *self._options], stdout=output, stderr=output, stdin=subprocess.DEVNULL
            )
        eventually(self._is_ready_or_gone, f"ready: {self._output_file}", _START_SECONDS)
        assert self._process.poll() is None, self.output
        self.url = self._ready_lines()[0].split()[1]
        self._tokens.clear()  # another issuer address by now

    def stop(self) -> int:
        """Stop as a service supervisor would; return the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(_STOP_SECONDS)

    def kill(self) -> None:
        """End `lokus up` alone, without warning."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(_STOP_SECONDS)

    def end(self) -> None:
        """Stop it if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self.stop()

    def status(self) -> dict[str, dict[str, Any]]:
        """Return the rows of `lokus status --json` by the name of the process."""
        shown = json.loads(run_lokus("status", "--home", str(self.home), "--json").stdout)
        return {row["name"]: row for row in shown["processes"]}

    def get(self, identity: str, path: str, base_url: str | None = None) -> httpx.Response:
        """Call an API in the name of a demo identity; the gateway's, unless `base_url` names another."""
        return self.call("GET", identity, path, base_url)

    def call(
        self, method: str, identity: str, path: str, base_url: str | None = None, body: object = None
    ) -> httpx.Response:
        """Call an API with a body."""
        headers = {"Authorization": f"Bearer {self.token(identity)}"}
        return httpx.request(
            method, f"{base_url or self.url}{path}", json=body, headers=headers, trust_env=False, timeout=10
        )

    def token(self, identity: str) -> str:
        """Return what `lokus token` prints; asked once for each start and identity."""
        if identity not in self._tokens:
            self._tokens[identity] = run_lokus("token", identity, "--home", str(self.home)).stdout.strip()
        return self._tokens[identity]

    def descendants(self) -> list[int]:
        """Return the pids of every process below `lokus up`."""
        return [pid for pid in family(self.pid, process_table()) if pid != self.pid]

    def _ready_lines(self) -> list[str]:
        return [line for line in self.output.splitlines() if line.startswith("ready: ")]

    def _is_ready_or_gone(self) -> bool:
        assert self._process is not None
        return bool(self._ready_lines()) or self._process.poll() is not None


def runs(pid: int) -> bool:
    """Tell whether a process runs; a zombie that waits for its reaper does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"
