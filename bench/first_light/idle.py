"""What the platform takes with its demo city delivering, motion analytics on, and nobody looking.

CPU is the time that each process and its descendants used in the window; memory their PSS at its end.
"""

import asyncio
from collections.abc import AsyncIterator

from bench.figure import Figure
from lokus_kit.clock import SystemClock
from lokus_local.status.usage import Process, cpu_seconds, family, memory_bytes, process_table
from support.demo_platform import DemoPlatform
from support.demo_rights import visible_cameras

_BAR_CORES, _BAR_MEBIBYTES = 1.0, 1024.0
_SETTLE_SECONDS = 15.0
_MEBIBYTE = 1024 * 1024
_OWNERS = ("kpu.admin", "opd.operator", "partner.owner")
_clock = SystemClock()


async def measure(platform: DemoPlatform, window_seconds: float) -> AsyncIterator[Figure]:
    """Yield the two totals and a line for each process."""
    await asyncio.sleep(_SETTLE_SECONDS)
    pids = {name: row["pid"] for name, row in platform.status().items() if row["pid"]}
    cores = await _cores(pids, platform.pid, window_seconds)
    table = process_table()
    mebibytes = {
        name: (memory_bytes(_members(name, pids, platform.pid, table)) or 0) / _MEBIBYTE for name in pids
    }
    how = f"{_cameras(platform)}; {window_seconds:g} s"
    yield _figure("idle-cpu", sum(cores.values()), "cores", _BAR_CORES, how)
    yield _figure("idle-memory", sum(mebibytes.values()), "MiB", _BAR_MEBIBYTES, "PSS")
    for name in pids:
        yield _figure(f"idle-cpu {name}", cores[name], "cores", None, "")
        yield _figure(f"idle-memory {name}", mebibytes[name], "MiB", None, "PSS")


async def _cores(pids: dict[str, int], root: int, window_seconds: float) -> dict[str, float]:
    before, begun = process_table(), _clock.monotonic_seconds()
    await asyncio.sleep(window_seconds)
    after, elapsed = process_table(), _clock.monotonic_seconds() - begun
    members = {name: _members(name, pids, root, after) for name in pids}
    return {
        name: (cpu_seconds(found, after) - cpu_seconds(found, before)) / elapsed
        for name, found in members.items()
    }


def _members(name: str, pids: dict[str, int], root: int, table: dict[int, Process]) -> list[int]:
    """Return a row's processes; the children of `lokus up` itself have rows of their own."""
    return [root] if pids[name] == root else family(pids[name], table)


def _cameras(platform: DemoPlatform) -> str:
    with platform.registry("auditor") as registry:
        registered = registry.get("/v1/cameras", params={"limit": 500}).raise_for_status().json()["items"]
    states = {
        camera_id: camera["status"]
        for owner in _OWNERS
        for camera_id, camera in visible_cameras(platform, owner).items()
    }
    delivering = sum(status == "delivering" for status in states.values())
    return f"{len(registered)} cameras; of the {len(states)} that somebody may see {delivering} deliver"


def _figure(metric: str, value: float, unit: str, bar: float | None, note: str) -> Figure:
    return Figure("first-light", metric, round(value, 3 if unit == "cores" else 1), unit, bar, note=note)
