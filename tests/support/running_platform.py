"""The whole platform, started as a person would: the real `lokus` command in a child process.

`RunningPlatform` knows nothing of the demo city; what it holds is asked of the platform's own API.
Tests share one for the session; the bench starts its own.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import httpx
import psutil

from lokus_kit.clock import SystemClock

LOKUS = Path(sys.executable).with_name("lokus")
_READY = "ready: "
_READY_SECONDS = 90.0
_STOP_SECONDS = 45.0
_ANSWER_SECONDS = 20.0
_clock = SystemClock()


class PlatformFailedError(Exception):
    """`lokus up` ended or fell silent before it was ready; the text holds what it said."""


class LineReader:
    """Reads a child's output in a thread of its own, so that its pipe never fills."""

    def __init__(self, stream: IO[str]) -> None:
        self.lines: list[str] = []
        self._arrived: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, args=(stream,), name="line-reader", daemon=True).start()

    def _read(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self.lines.append(line.rstrip("\n"))
                self._arrived.put(line.rstrip("\n"))
        self._arrived.put(None)

    def until(self, start: str, limit_seconds: float) -> str:
        """Return what follows `start` on the first line that begins so; PlatformFailedError if none comes."""
        deadline = _clock.monotonic_seconds() + limit_seconds
        try:
            while (line := self._arrived.get(timeout=deadline - _clock.monotonic_seconds())) is not None:
                if line.startswith(start):
                    return line.removeprefix(start)
        except (queue.Empty, ValueError):
            raise PlatformFailedError(
                f"no line {start!r} within {limit_seconds} s:\n" + self.text()
            ) from None
        raise PlatformFailedError(f"it ended without a line {start!r}:\n" + self.text())

    def text(self) -> str:
        """Return all that was said so far."""
        return "\n".join(self.lines)


class LokusProcess:
    """One `lokus ...` that runs until it is stopped."""

    def __init__(self, *arguments: str) -> None:
        self._child = subprocess.Popen(
            [LOKUS, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self._child.stdout is not None
        self.output = LineReader(self._child.stdout)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._child.pid

    def stop(self) -> None:
        """Ask it to stop as Ctrl-C would; what is left after the limit is killed."""
        family = self._family()
        self._child.send_signal(signal.SIGINT)
        try:
            self._child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        _, left = psutil.wait_procs(family, timeout=5)
        for process in left:
            process.kill()
        if left:
            names = ", ".join(str(process) for process in left)
            raise PlatformFailedError(f"lokus left processes behind: {names}\n{self.output.text()}")

    def _family(self) -> list[psutil.Process]:
        try:
            return psutil.Process(self._child.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []


class RunningPlatform:
    """`lokus up` on free ports with a home of its own; ready when constructed."""

    def __init__(self, home: Path, *options: str) -> None:
        self.home = home
        begun = _clock.monotonic_seconds()
        self._process = LokusProcess("up", "--port-base", "0", "--home", os.fspath(home), *options)
        try:
            self.url = self._process.output.until(_READY, _READY_SECONDS).strip()
        except PlatformFailedError:
            self._process.stop()
            raise
        self.ready_seconds = _clock.monotonic_seconds() - begun
        self._tokens: dict[str, str] = {}

    @property
    def pid(self) -> int:
        """The process id of `lokus up`."""
        return self._process.pid

    def said(self) -> str:
        """Return what `lokus up` has printed so far."""
        return self._process.output.text()

    def stop(self) -> None:
        """Stop all of it."""
        self._process.stop()

    def token(self, identity: str) -> str:
        """Return a bearer token of a demo identity."""
        if identity not in self._tokens:
            self._tokens[identity] = self._ask("token", identity).strip()
        return self._tokens[identity]

    def processes(self) -> dict[str, dict[str, Any]]:
        """Return the rows of `lokus status` by their name."""
        status = json.loads(self._ask("status", "--json", accept=(0, 2)))
        return {row["name"]: row for row in status["processes"]}

    @cached_property
    def registry_url(self) -> str:
        """Where the registry serves."""
        return str(self.processes()["registry"]["url"])

    def gateway(self, identity: str) -> httpx.Client:
        """Return a client of the gateway in the name of an identity; close it after use."""
        return self._client(self.url, identity)

    def registry(self, identity: str) -> httpx.Client:
        """Return a client of the registry in the name of an identity; close it after use."""
        return self._client(self.registry_url, identity)

    def _client(self, url: str, identity: str) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.token(identity)}"}
        return httpx.Client(base_url=url, headers=headers, timeout=_ANSWER_SECONDS, trust_env=False)

    def _ask(self, *arguments: str, accept: tuple[int, ...] = (0,)) -> str:
        done = subprocess.run(
            [LOKUS, *arguments, "--home", os.fspath(self.home)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if done.returncode not in accept:
            raise PlatformFailedError(f"lokus {' '.join(arguments)}: {done.stderr or done.stdout}")
        return done.stdout
