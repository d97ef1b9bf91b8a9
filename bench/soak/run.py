"""One worker, a hundred cameras, a few of them recorded, and faults by chance, one upon another.

Memory is judged from the second half: the first fills what is bounded but not yet full.
"""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from bench.figure import Figure
from bench.fleet.observing import pss_bytes
from bench.fleet.recordings import Store
from bench.fleet.swarm_process import Swarm
from bench.fleet.town import Town, running_town
from bench.soak.faults import Fault, Kind, draw
from bench.soak.judging import (
    LAST_PICTURE_SECONDS,
    Gap,
    gaps_of,
    gaps_recorded,
    slope_per_hour,
    stuck,
    unexplained,
)
from lokus_kit.clock import SystemClock
from lokus_proto.v1.recording import RecordingMode, RecordingPolicy

MINUTES: Final = 120.0
_CAMERAS: Final = 100
_RECORDED: Final = 5
"""900 MB an hour each."""
_ALWAYS: Final = RecordingPolicy(mode=RecordingMode.CONTINUOUS)
_SEED: Final = 2024
_SAMPLE_SECONDS: Final = 5.0
_REST_SECONDS: Final = 45.0
_BAR_SLOPE_MEGABYTES: Final = 5.0
_clock = SystemClock()


async def measure_soak(*, minutes: float) -> AsyncIterator[Figure]:
    """Yield what leaked, what stuck, and what stopped without a reason."""
    with tempfile.TemporaryDirectory(prefix="lokus-bench-") as name:
        folder = Path(name)
        swarm = Swarm(folder / "swarm.log")
        try:
            swarm.start()
            async with running_town(folder, swarm) as town:
                store = Store(folder / "store")
                worker = town.add_worker(
                    RECORDINGS_URL=store.folder.as_uri(), RECORDINGS_SPOOL=str(folder / "spool")
                )
                await town.want(range(_RECORDED), _ALWAYS)
                await town.want(range(_RECORDED, _CAMERAS))
                await town.until_delivering(range(_CAMERAS))
                faults, samples = await _suffer(town, [worker.pid], minutes * 60)
                gaps = [gap for camera, heard in town.deliveries.all() for gap in gaps_of(camera, heard)]
            for figure in _figures(gaps, faults, samples, f"{_CAMERAS} cameras, {minutes:g} minutes"):
                yield figure
            yield _recorded(store, faults, min(samples), max(samples))
        finally:
            swarm.kill()


async def _suffer(town: Town, pids: list[int], seconds: float) -> tuple[list[Fault], dict[float, float]]:
    """Inject faults for so long, then rest; return them, and the workers' megabytes by second."""
    chance, faults, samples = random.Random(_SEED), list[Fault](), dict[float, float]()  # noqa: S311 (a game)
    end_seconds = _clock.monotonic_seconds() + seconds

    async def memory() -> None:
        while True:
            samples[_clock.monotonic_seconds()] = pss_bytes(pids) / 1e6
            await _clock.sleep(_SAMPLE_SECONDS)

    async with asyncio.TaskGroup() as tasks:
        sampling = tasks.create_task(memory(), name="memory")
        async with asyncio.TaskGroup() as at_fault:
            while (now_seconds := _clock.monotonic_seconds()) < end_seconds:
                fault = draw(chance, _CAMERAS, now_seconds)
                await _clock.sleep(fault.begins_seconds - now_seconds)
                if any(camera in other.cameras for other in _active(faults) for camera in fault.cameras):
                    continue  # one at a time for each camera, so that the end of one ends no other
                faults.append(fault)
                at_fault.create_task(_inject(town.swarm, fault), name=f"fault {len(faults)}")
        await _clock.sleep(_REST_SECONDS)
        sampling.cancel()
    return faults, samples


def _active(faults: list[Fault]) -> list[Fault]:
    now_seconds = _clock.monotonic_seconds()
    return [fault for fault in faults if fault.ends_seconds + 1.0 > now_seconds]


async def _inject(swarm: Swarm, fault: Fault) -> None:
    begin, end = (swarm.leave, swarm.come_back) if fault.kind is Kind.LEAVES else (swarm.stall, swarm.go_on)
    begin(fault.cameras)
    await _clock.sleep(fault.ends_seconds - fault.begins_seconds)
    end(fault.cameras)


def _figures(gaps: list[Gap], faults: list[Fault], samples: dict[float, float], how: str) -> list[Figure]:
    half = dict(list(samples.items())[len(samples) // 2 :])
    now_seconds = max(samples)
    odd, late = unexplained(gaps, faults), stuck(gaps, faults, now_seconds)
    levels = list(half.values())
    where = _first_of(odd, min(samples))
    told = f"PSS, second half: {min(levels):.1f} to {max(levels):.1f} MB; {how}"
    return [
        Figure(
            "soak",
            "memory-slope",
            round(max(0.0, slope_per_hour(half)), 2),
            "MB/h",
            _BAR_SLOPE_MEGABYTES,
            note=told,
        ),
        Figure("soak", "stuck", len(late), "cameras", 0, note=f"{len(faults)} faults; {how}"),
        Figure("soak", "unexplained-gaps", len(odd), "gaps", 0, note=f"of {len(gaps)} gaps; {how}{where}"),
    ]


def _recorded(store: Store, faults: list[Fault], begun_seconds: float, ended_seconds: float) -> Figure:
    """Judge what lies in the store: each gap, and whether each segment is whole."""
    behind_seconds = _clock.now().timestamp() - _clock.monotonic_seconds()
    segments = list(store.segments())
    gaps = [
        gap
        for camera in range(_RECORDED)
        for gap in gaps_recorded(
            camera,
            [each for each in segments if each.camera == f"cam-{camera}"],
            lambda moment: moment.timestamp() - behind_seconds,
            begun_seconds,
            ended_seconds,
        )
    ]
    odd = unexplained(gaps, faults)
    broken = [why for each in segments if (why := store.why_not_whole(each, decode=False)) is not None]
    note = f"of {len(gaps)} gaps in {len(segments)} segments of {_RECORDED} cameras, {len(broken)} not whole"
    ends = {
        f"{each.ended or 'unknown'} {each.failure or ''}".strip()
        for each in segments
        for gap in odd
        if each.camera == f"cam-{gap.camera}"
        and abs(each.end.timestamp() - behind_seconds + LAST_PICTURE_SECONDS - gap.begins_seconds) < 1
    }
    where = _first_of(odd, begun_seconds) + (f"; before them: {', '.join(sorted(ends))}" if ends else "")
    return Figure(
        "soak", "unexplained-recorded-gaps", len(odd) + len(broken), "gaps", 0, note=f"{note}{where}"
    )


def _first_of(gaps: list[Gap], begun_seconds: float) -> str:
    """Name a few gaps, to be told behind something else."""
    return "".join(f"; camera {gap.camera} at {gap.begins_seconds - begun_seconds:.0f} s" for gap in gaps[:5])
