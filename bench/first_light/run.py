"""The order of the bench: start, rest, join, revoke, look. One platform serves all but the start."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from bench.figure import Figure
from bench.first_light import glass_to_glass, idle, joining, revoking, starting
from bench.first_light.viewer_page import viewer_page
from support.demo_platform import DemoPlatform


async def measure_first_light(*, quick: bool) -> AsyncIterator[Figure]:
    """Yield the figures of first light."""
    folder = Path(tempfile.mkdtemp(prefix="lokus-bench-"))
    try:
        for figure in starting.measure(folder, runs=1 if quick else 3):
            yield figure
        platform = DemoPlatform(folder / "home")
        try:
            platform.start()
            async for figure in idle.measure(platform, window_seconds=10.0 if quick else 60.0):
                yield figure
            async for figure in _with_a_viewer(platform, quick=quick):
                yield figure
        finally:
            platform.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _with_a_viewer(platform: DemoPlatform, *, quick: bool) -> AsyncIterator[Figure]:
    async with viewer_page(platform) as viewer:
        async for figure in joining.measure(platform, viewer, joins=5 if quick else 30):
            yield figure
        async for figure in revoking.measure(platform, viewer, revokes=5 if quick else 30):
            yield figure
        async for figure in glass_to_glass.measure(platform, viewer, runs=1 if quick else 5):
            yield figure
