"""From the WHEP POST to the first picture, on a camera whose key frames are 10 s apart.

Joins come at random phases of the GOP, and each finds the camera unwatched, as a first viewer does.
"""

import asyncio
import random
from collections.abc import AsyncIterator

from bench.figure import Figure, median_of, percentile
from bench.first_light.viewer_page import ViewerPage, long_gop_camera, until_delivering
from support.demo_platform import DemoPlatform

_BAR_MILLISECONDS = 800.0
_GOP_SECONDS = 10
_UNWATCHED_SECONDS = 6  # by then the gateway has let go of the stream that it kept for the viewer before


async def measure(platform: DemoPlatform, viewer: ViewerPage, joins: int) -> AsyncIterator[Figure]:
    """Yield the median and the 95th percentile."""
    with long_gop_camera(platform, _GOP_SECONDS) as camera:
        await until_delivering(platform, camera)
        await asyncio.sleep(_GOP_SECONDS)  # from here on ingest holds a GOP that began with a key frame
        times = []
        for _ in range(joins):
            await asyncio.sleep(_UNWATCHED_SECONDS + random.uniform(0, _GOP_SECONDS))  # noqa: S311 (a phase, not a secret)
            times.append(await viewer.join_milliseconds(camera))
    how = f"{joins} first viewers at random phases of a 10 s GOP"
    yield Figure("first-light", "first-frame-p50", median_of(times), "ms", note=how)
    yield Figure(
        "first-light", "first-frame-p95", round(percentile(times, 95), 1), "ms", _BAR_MILLISECONDS, note=how
    )
    yield Figure("first-light", "first-frame-max", round(max(times), 1), "ms", note=how)
