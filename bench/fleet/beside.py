"""What peers cost for each camera of the same swarm, one peer after the other."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench import ROOT
from bench.figure import Figure
from bench.fleet.observing import Observed, observe, until
from bench.fleet.peers import programs
from bench.fleet.peers.programs import Command
from bench.fleet.swarm_process import Swarm

_SHARE_OF_PYAV_BAR: Final = 0.2
"""Five times as many cameras to a core."""
_START_LIMIT_SECONDS: Final = 60.0
_SETTLE_SECONDS: Final = 4.0
_PEERS: Final[tuple[tuple[str, Callable[[Sequence[str], Path], list[Command]], int], ...]] = (
    ("PyAV, a thread each", programs.pyav_threads, 50),
    ("ffmpeg -c copy, a process each", programs.ffmpeg, 20),
    ("mediamtx", programs.mediamtx, 100),
    ("go2rtc", programs.go2rtc, 100),
)


async def measure(swarm: Swarm, folder: Path, window_seconds: float, ours: Observed) -> AsyncIterator[Figure]:
    """Yield the cost with each peer, and ours as a share of PyAV's."""
    for name, commands_for, cameras in _PEERS:
        commands = commands_for([swarm.url(camera) for camera in range(cameras)], folder)
        if not commands:
            continue
        observed = await _observed(swarm, commands, cameras, folder / "peer.log", window_seconds)
        yield _figure(f"cpu-per-camera {name}", observed.cpu_ms, "ms/s", _note(observed))
        yield _figure(f"lost {name}", observed.lost_percent, "%", f"of {observed.due} pictures")
        yield _figure(f"memory-per-camera {name}", observed.pss_bytes / cameras / 1e6, "MB", "PSS, of all")
        if commands_for is programs.pyav_threads:
            share = ours.cpu_ms / observed.cpu_ms
            note = f"{1 / share:.1f} times as many cameras to a core"
            yield _figure("cpu-per-camera against PyAV's", share, "times", note, _SHARE_OF_PYAV_BAR)


async def _observed(
    swarm: Swarm, commands: Sequence[Command], cameras: int, log: Path, window_seconds: float
) -> Observed:
    with _running(commands, log) as pids:
        await until(
            lambda: len(swarm.count().sessions) == cameras,
            _START_LIMIT_SECONDS,
            f"{commands[0][0]} pulls {cameras} cameras",
        )
        await asyncio.sleep(_SETTLE_SECONDS)
        observed = await observe(swarm, pids, cameras, window_seconds)
    await until(lambda: not swarm.count().sessions, _START_LIMIT_SECONDS, "the peer's connections are gone")
    return observed


@contextmanager
def _running(commands: Sequence[Command], log: Path) -> Iterator[list[int]]:
    with log.open("ab") as output:
        started = [
            subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output)  # noqa: S603 (ours)
            for command in commands
        ]
    try:
        yield [process.pid for process in started]
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.wait()


def _note(observed: Observed) -> str:
    return f"{observed.cameras_per_core:.0f} cameras to a core; {observed.how()}"


def _figure(metric: str, value: float, unit: str, note: str, bar: float | None = None) -> Figure:
    return Figure("fleet", metric, round(value, 3), unit, bar, note=note)
