"""One supervised child process: started, watched, restarted, ended.

Each child is owned by one task of the `Supervisor`. A child that ends by itself, whatever its exit
code, is started again after a wait (exponential, capped, full jitter; back to the first wait after
a healthy stretch). When its task is cancelled the process is asked to stop with the signal that its
command names, and killed when it has not gone in time.
"""

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from lokus_kit.clock import Clock
from lokus_kit.retry import Backoff, keep_running
from lokus_local.child_command import ChildCommand
from lokus_local.supervision.log_sink import LogSink

_BACKOFF = Backoff(first_seconds=0.5, cap_seconds=15.0, healthy_after_seconds=20.0)
_CHUNK_BYTES = 64 * 1024

State = Literal["starting", "running", "waiting", "stopped"]


@dataclass(frozen=True, slots=True)
class ChildReport:
    """What is known of a child: `since` is when it took its state, `restarts` counts from its first start."""

    name: str
    state: State
    since: datetime
    pid: int | None
    restarts: int
    last_exit: str | None


class ChildEndedError(Exception):
    """The process ended though nobody asked it to."""


class Child:
    """A command kept running; `report` tells how it is."""

    def __init__(
        self,
        command: ChildCommand,
        *,
        clock: Clock,
        log_folder: Path,
        show: Callable[[str], None],
        on_change: Callable[[], None],
        stop_seconds: float,
    ) -> None:
        self.command = command
        self._clock = clock
        self._log_folder = log_folder
        self._show = show
        self._on_change = on_change
        self._stop_seconds = stop_seconds
        self._starts = 0
        self._last_exit: str | None = None
        self.report = ChildReport(command.name, "starting", clock.now(), None, 0, None)

    async def keep_running(self) -> None:
        """Run the process until cancelled."""
        await keep_running(
            self.command.name,
            self._run_once,
            retry_on=(ChildEndedError, OSError),
            clock=self._clock,
            backoff=_BACKOFF,
            on_wait=self._note_wait,
        )

    async def _run_once(self) -> None:
        sink = LogSink(self.command.name, self._log_folder, self._show)
        try:
            process = await self._spawn()
            self._starts += 1
            self._note("running", process.pid)
            try:
                await self._copy_output(process, sink)
                code = await process.wait()
            finally:
                await self._end(process, sink)
        finally:
            sink.close()
        self._last_exit = describe_exit(code)
        # Who was killed had no time for last words.
        last_words = sink.last_words if code > 0 else ""
        raise ChildEndedError(": ".join(filter(None, (self._last_exit, last_words))))

    async def _spawn(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *self.command.arguments,
            env=self.command.full_environment(),
            cwd=self.command.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=self.command.before_exec(),
        )

    async def _copy_output(self, process: asyncio.subprocess.Process, sink: LogSink) -> None:
        """Copy until the child closes its output, which is when it ends."""
        output = process.stdout
        while output is not None and (chunk := await output.read(_CHUNK_BYTES)):
            sink.write(chunk)

    async def _end(self, process: asyncio.subprocess.Process, sink: LogSink) -> None:
        """Stop the process if it still runs: politely, then for good."""
        if process.returncode is not None:
            return
        process.send_signal(self.command.stop_signal)
        try:
            # Not asyncio.timeout: in a task that is being cancelled, as we are here, Python before
            # 3.11.3 has it raise CancelledError (CPython issue 102780), and nobody would kill the child.
            await asyncio.wait_for(self._last_output(process, sink), self._stop_seconds)
        except TimeoutError:
            self._show(f"{self.command.name}: did not stop in {self._stop_seconds:.0f} s, killed")
            process.kill()
            await process.wait()
        self._last_exit = describe_exit(process.returncode)
        self._note("stopped", None)

    async def _last_output(self, process: asyncio.subprocess.Process, sink: LogSink) -> None:
        await self._copy_output(process, sink)
        await process.wait()

    def _note_wait(self, error: Exception | None, seconds: float) -> None:
        self._last_exit = self._last_exit or str(error)
        self._note("waiting", None)
        self._show(f"{self.command.name}: {error}, starting it again in {seconds:.1f} s")

    def _note(self, state: State, pid: int | None) -> None:
        restarts = max(0, self._starts - 1)
        self.report = ChildReport(self.command.name, state, self._clock.now(), pid, restarts, self._last_exit)
        self._on_change()


def describe_exit(code: int | None) -> str:
    """Put an exit status in words: `exited with 1`, `killed by SIGKILL`."""
    if code is None:
        return "still running"
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exited with {code}"
