"""The age of the picture on the screen: its burnt-in clock against the clock of the same machine."""

from collections.abc import AsyncIterator

from bench.figure import Figure, median_of, percentile
from bench.first_light.viewer_page import ViewerPage
from support.demo_platform import DemoPlatform
from support.demo_rights import watchable_camera

_BAR_MILLISECONDS = 500.0
_SETTLE_FRAMES = 75
_FRAMES = 150


async def measure(platform: DemoPlatform, viewer: ViewerPage, runs: int) -> AsyncIterator[Figure]:
    """Yield the median over several viewings of the median, and of the 95th percentile."""
    camera = watchable_camera(platform)
    rows = [await viewer.ages_milliseconds(camera, _SETTLE_FRAMES, _FRAMES) for _ in range(runs)]
    how = f"{runs} viewings of {_FRAMES} frames, from the 5th second on"
    middle = median_of([median_of(ages) for ages in rows])
    late = median_of([percentile(ages, 95) for ages in rows])
    yield Figure("first-light", "glass-to-glass-p50", middle, "ms", _BAR_MILLISECONDS, note=how)
    yield Figure("first-light", "glass-to-glass-p95", late, "ms", note=how)
