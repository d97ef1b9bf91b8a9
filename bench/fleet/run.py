"""The order of the bench of the fleet; one swarm plays all its cameras."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from bench.figure import Figure
from bench.fleet import beside, capacity, media_path
from bench.fleet.observing import Observed
from bench.fleet.swarm_process import Swarm
from bench.fleet.town import running_town


async def measure_fleet(*, quick: bool) -> AsyncIterator[Figure]:
    """Yield the figures of the fleet."""
    for figure in media_path.measure(2 if quick else media_path.SECONDS):
        yield figure
    folder = Path(tempfile.mkdtemp(prefix="lokus-bench-"))
    swarm = Swarm(folder / "swarm.log")
    try:
        swarm.start()
        window_seconds, found = 10.0 if quick else 30.0, list[Observed]()
        async with running_town(_below(folder, "capacity"), swarm) as town:
            cameras, most = (60, 120) if quick else (300, 900)
            async for figure in capacity.measure(town, cameras, most, window_seconds, found):
                yield figure
        async for figure in beside.measure(swarm, folder, window_seconds / 2, found[0]):
            yield figure
    finally:
        swarm.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _below(folder: Path, name: str) -> Path:
    below = folder / name
    below.mkdir()
    return below
