"""Supervised children, with real processes: restarted when they die, ended in order, never left behind."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from lokus_kit.clock import SystemClock
from lokus_local.child_command import ChildCommand
from lokus_local.supervision.child import ChildReport
from lokus_local.supervision.supervisor import Supervisor
from support.platform import eventually, runs

_LIMIT_SECONDS = 15.0
_SLEEPER = "import time; time.sleep(60)"
_STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print('{"level": "warning", "message": "deaf now"}', flush=True)
time.sleep(60)
"""
_ORPHANING_PARENT = """
import os, subprocess, sys
from lokus_local.child_command import ChildCommand
command = ChildCommand("sleeper", (sys.executable, "-c", "import time; time.sleep(60)"))
child = subprocess.Popen(command.arguments, preexec_fn=command.before_exec(), start_new_session=True)
print(child.pid, flush=True)
os.kill(os.getpid(), 9)
"""


def _python(name: str, code: str) -> ChildCommand:
    return ChildCommand(name, (sys.executable, "-c", code))


class _Watched:
    """A supervisor whose changes and shown lines can be awaited."""

    def __init__(self, log_folder: Path) -> None:
        self.shown: list[str] = []
        self.stopped: list[str] = []
        self._changed = asyncio.Event()
        self.supervisor = Supervisor(
            clock=SystemClock(), log_folder=log_folder, show=self._note_line, on_change=self._note_change
        )

    def _note_line(self, line: str) -> None:
        self.shown.append(line)
        self._changed.set()

    def _note_change(self, supervisor: Supervisor) -> None:
        for report in supervisor.reports():
            if report.state == "stopped" and report.name not in self.stopped:
                self.stopped.append(report.name)
        self._changed.set()

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(_LIMIT_SECONDS):
            while not is_so():
                self._changed.clear()
                await self._changed.wait()

    def report(self, name: str) -> ChildReport:
        return next(report for report in self.supervisor.reports() if report.name == name)


async def test_a_killed_child_is_started_again_and_reported(tmp_path: Path) -> None:
    watched = _Watched(tmp_path)
    async with watched.supervisor as supervisor:
        supervisor.start_wave([_python("sleeper", _SLEEPER)])
        await watched.until(lambda: watched.report("sleeper").state == "running")
        first_pid = watched.report("sleeper").pid
        assert first_pid is not None
        os.kill(first_pid, signal.SIGKILL)

        await watched.until(lambda: watched.report("sleeper").restarts == 1)
        report = watched.report("sleeper")
        assert report.state == "running"
        assert report.last_exit == "killed by SIGKILL"
        assert report.pid not in {None, first_pid}


async def test_leaving_stops_the_last_wave_first(tmp_path: Path) -> None:
    watched = _Watched(tmp_path)
    async with watched.supervisor as supervisor:
        supervisor.start_wave([_python("first", _SLEEPER)])
        supervisor.start_wave([_python("second", _SLEEPER)])
        await watched.until(lambda: all(report.pid for report in supervisor.reports()))
        pids = [report.pid for report in supervisor.reports() if report.pid]

    assert watched.stopped == ["second", "first"]
    assert not any(runs(pid) for pid in pids)


async def test_a_child_that_ignores_the_signal_is_killed_after_its_limit(tmp_path: Path) -> None:
    watched = _Watched(tmp_path)
    async with watched.supervisor as supervisor:
        supervisor.start_wave([_python("stubborn", _STUBBORN)], stop_seconds=0.3)
        await watched.until(lambda: "stubborn: warning: deaf now" in watched.shown)
        pid = watched.report("stubborn").pid

    assert pid is not None
    assert not runs(pid)
    assert any("killed" in line for line in watched.shown)


async def test_all_output_is_kept_in_the_log_and_only_trouble_is_shown(tmp_path: Path) -> None:
    watched = _Watched(tmp_path)
    lines = ['{"level": "info", "message": "all well"}', '{"level": "error", "message": "broken"}']
    async with watched.supervisor as supervisor:
        supervisor.start_wave([_python("talker", f"print({lines[0]!r}); print({lines[1]!r})")])
        await watched.until(lambda: watched.report("talker").state == "waiting")

    assert (tmp_path / "talker.log").read_text().splitlines()[:2] == lines
    assert "talker: error: broken" in watched.shown
    assert not any("all well" in line for line in watched.shown)


def test_a_child_dies_with_a_parent_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _ORPHANING_PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        # The child holds our pipe too: it is closed when both are gone.
        parent.stdout.read()
    assert parent.returncode == -signal.SIGKILL
    eventually(lambda: not runs(pid), "the child of a killed parent is gone")
