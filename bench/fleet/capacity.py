"""How many cameras one worker carries on one core while nobody watches, what each costs, what is lost."""

import asyncio
import functools
from collections.abc import AsyncIterator
from typing import Final

from bench.figure import Figure
from bench.fleet.observing import Observed, observe, pss_bytes
from bench.fleet.town import Town, access_units
from support.service_process import ServiceProcess

_BAR_CPU_MS: Final = 2.0
"""500 cameras to a core."""
_BAR_LOST_PERCENT: Final = 0.5
_BAR_MEGABYTES: Final = 1.5
_FULL: Final = 0.93
"""How much of a core a full worker is given: the rest is for what comes in bursts."""
_SETTLE_SECONDS: Final = 5.0
_SIMULATED: Final = (
    "cameras are simulated by one process: H.264 1080p25 of 2 Mbit/s, a key frame each 2 s, RTSP over TCP on "
    "loopback, each picture in one write, phases spread over the frame interval"
)


async def measure(
    town: Town, cameras: int, most_cameras: int, window_seconds: float, found: list[Observed]
) -> AsyncIterator[Figure]:
    """Yield the cost with `cameras`, which `found` gets, then what is lost with as many as fill a core."""
    worker = town.add_worker()
    await asyncio.sleep(_SETTLE_SECONDS)
    empty_bytes = pss_bytes([worker.pid])
    observed = await _carried(town, worker, cameras, window_seconds)
    found.append(observed)
    swarm_ms = observed.swarm_cpu_seconds * 1000 / observed.seconds / cameras
    yield _figure("cpu-per-camera of the swarm itself", swarm_ms, "ms/s", None, _SIMULATED)
    megabytes = (observed.pss_bytes - empty_bytes) / cameras / 1e6
    rest = f"{empty_bytes / 1e6:.0f} MB with none"
    note = f"{observed.cameras_per_core:.0f} cameras to a core; {observed.how()}"
    yield _figure("cpu-per-camera", observed.cpu_ms, "ms/s", _BAR_CPU_MS, note)
    yield _figure("lost", observed.lost_percent, "%", _BAR_LOST_PERCENT, f"of {observed.due} pictures")
    yield _figure("memory-per-camera", megabytes, "MB", _BAR_MEGABYTES, f"PSS; {rest}")
    full = min(most_cameras, int(observed.cameras_per_core * _FULL))
    if full > cameras:
        observed = await _carried(town, worker, full, window_seconds)
    yield _figure("lost at a full core", observed.lost_percent, "%", _BAR_LOST_PERCENT, observed.how())


async def _carried(town: Town, worker: ServiceProcess, cameras: int, window_seconds: float) -> Observed:
    """Have a worker pull so many cameras, and watch it."""
    await town.deliver(range(cameras))
    await asyncio.sleep(_SETTLE_SECONDS)
    count_taken = functools.partial(access_units, worker)
    return await observe(town.swarm, [worker.pid], cameras, window_seconds, count_taken)


def _figure(metric: str, value: float, unit: str, bar: float | None, note: str) -> Figure:
    return Figure("fleet", metric, round(value, 3), unit, bar, note=note)
