"""Real servers for tests: NATS and PostgreSQL from the wheels, each in a folder of its own.

One of each serves a whole test session; a test that breaks its server asks for one of its own.
"""

import asyncio
import secrets
import subprocess
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import asyncpg
import psutil

from lokus_local.engines import Engine
from lokus_local.engines.nats import NatsEngine
from lokus_local.engines.postgres import PostgresEngine
from lokus_local.free_port import free_port

_START_SECONDS = 30.0
_STOP_SECONDS = 10.0
_POLL_SECONDS = 0.02

Result = TypeVar("Result")


def _complete(work: Coroutine[object, object, Result]) -> Result:
    """Await `work` to its end from plain code, also where the test's own loop is running."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()


class EngineProcess:
    """An engine and its process: start, stop and start again on the same port and folder."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._log_file = folder.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and return when it serves."""
        _complete(self._engine.prepare())
        command = self._engine.command()
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(
                command.arguments,
                env=command.full_environment(),
                cwd=command.folder,
                preexec_fn=command.before_exec(),  # noqa: PLW1509 (it only calls the kernel)
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Stop the server as `lokus up` would; nothing to do when it does not run."""
        if self._process is not None:
            self._process.send_signal(self._engine.command().stop_signal)
            self._reap()

    def kill(self) -> None:
        """End the server without warning."""
        if self._process is not None:
            self._process.kill()
            self._reap()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let the server and all its processes stand still: connected, and silent."""
        assert self._process is not None
        leader = psutil.Process(self._process.pid)
        processes = [leader, *leader.children(recursive=True)]
        for process in processes:
            process.suspend()
        try:
            yield
        finally:
            for process in processes:
                process.resume()

    def _reap(self) -> None:
        assert self._process is not None
        try:
            self._process.wait(_STOP_SECONDS)
        finally:
            self._process.kill()
            self._process = None

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + _START_SECONDS
        while _complete(self._engine.why_not_ready()) is not None:
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the server did not start: {self._log_file.read_text()[-2000:]}")
            time.sleep(_POLL_SECONDS)


class NatsServer(EngineProcess):
    """A NATS server with JetStream; `url` holds its token."""

    def __init__(self, folder: Path) -> None:
        engine = NatsEngine(folder, free_port(), secrets.token_hex(16))
        super().__init__(engine, folder)
        self.url = engine.url
        self.port = engine.port


class PostgresServer(EngineProcess):
    """A PostgreSQL server; `url` (`postgresql://user:password@host:port`) names no database."""

    def __init__(self, folder: Path) -> None:
        engine = PostgresEngine(folder, free_port(), secrets.token_hex(16))
        super().__init__(engine, folder)
        self.url = engine.url
        self.port = engine.port

    def create_database(self) -> str:
        """Create an empty database and return its name."""
        name = f"test_{secrets.token_hex(8)}"
        _complete(self._execute(f"CREATE DATABASE {name}"))
        return name

    def drop_database(self, name: str) -> None:
        """Drop the database, cutting whoever is still connected."""
        _complete(self._execute(f"DROP DATABASE {name} WITH (FORCE)"))

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(f"{self.url}/postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
