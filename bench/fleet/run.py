"""The order of the bench of the fleet; one swarm plays all its cameras."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from bench.figure import Figure
from bench.fleet import beside, capacity, media_path, reconnecting, recording, taking_over
from bench.fleet.observing import Observed
from bench.fleet.swarm_process import Swarm
from bench.fleet.town import running_town


async def measure_fleet(*, quick: bool) -> AsyncIterator[Figure]:
    """Yield the figures of the fleet."""
    for figure in media_path.measure(2 if quick else media_path.SECONDS):
        yield figure
    with tempfile.TemporaryDirectory(prefix="lokus-bench-") as name:
        folder = Path(name)
        swarm = Swarm(folder / "swarm.log")
        try:
            swarm.start()
            async for figure in _costs(folder, swarm, quick=quick):
                yield figure
            async for figure in _faults(folder, swarm, quick=quick):
                yield figure
        finally:
            swarm.kill()


async def _costs(folder: Path, swarm: Swarm, *, quick: bool) -> AsyncIterator[Figure]:
    window_seconds, found = 10.0 if quick else 30.0, list[Observed]()
    cameras, most = (60, 120) if quick else (300, 1000)
    async with running_town(_below(folder, "capacity"), swarm) as town:
        carried = capacity.measure(town, cameras, most, window_seconds, found)
        async for figure in _as_far_as_it_goes("capacity", carried):
            yield figure
    if found:
        beside_ours = beside.measure(swarm, folder, window_seconds / 2, found[0])
        async for figure in _as_far_as_it_goes("peers", beside_ours):
            yield figure


async def _faults(folder: Path, swarm: Swarm, *, quick: bool) -> AsyncIterator[Figure]:
    async with running_town(_below(folder, "losses"), swarm) as town:
        lost = reconnecting.measure_losses(town, 30 if quick else 100, quick=quick)
        async for figure in _as_far_as_it_goes("losses", lost):
            yield figure
    async with running_town(_below(folder, "workers"), swarm) as town:
        taken_over = taking_over.measure(town, 30 if quick else 60, 3, 3.0 if quick else 10.0)
        async for figure in _as_far_as_it_goes("takeover", taken_over):
            yield figure
    place = _below(folder, "recording")
    async with running_town(place, swarm) as town:
        cameras, window_seconds = (30, 12.0) if quick else (100, 30.0)
        recorded = recording.measure(town, place, cameras, window_seconds)
        async for figure in _as_far_as_it_goes("recording", recorded):
            yield figure
    async with running_town(_below(folder, "district"), swarm) as town:
        district = reconnecting.measure_district(town, 100 if quick else 1000)
        async for figure in _as_far_as_it_goes("district", district):
            yield figure


async def _as_far_as_it_goes(phase: str, figures: AsyncIterator[Figure]) -> AsyncIterator[Figure]:
    """Yield the figures of a phase; that it broke off is one that misses its bar, and no end of all."""
    try:
        async for figure in figures:
            yield figure
    except (TimeoutError, httpx.TransportError) as why:  # a worker too busy to answer is the latter
        yield Figure("fleet", f"{phase}: broken off", 1, "times", 0, note=str(why) or type(why).__name__)


def _below(folder: Path, name: str) -> Path:
    below = folder / name
    below.mkdir()
    return below
