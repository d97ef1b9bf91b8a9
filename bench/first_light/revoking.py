"""From the POST of a revocation to the last sign of the picture, at two real viewers.

One is Chromium (the last frame shown), one a WebRTC peer in this process (the last RTP packet).
Neither hangs up by itself.
"""

import asyncio
from collections.abc import AsyncIterator

from bench.figure import Figure, median_of, percentile
from bench.first_light.packet_viewer import PacketViewer
from bench.first_light.viewer_page import ViewerPage
from lokus_kit.clock import SystemClock
from support.demo_platform import DemoPlatform
from support.demo_rights import AGENCY, OWNER, own_grant, unshared_camera

_BAR_MILLISECONDS = 1000.0
_clock = SystemClock()


async def measure(platform: DemoPlatform, viewer: ViewerPage, revokes: int) -> AsyncIterator[Figure]:
    """Yield median and 99th percentile for each viewer."""
    camera = unshared_camera(platform)
    packets = [await _last_packet_milliseconds(platform, camera) for _ in range(revokes)]
    for figure in _figures("revoke-to-last-packet", packets):
        yield figure
    frames = [await _last_frame_milliseconds(platform, viewer, camera) for _ in range(revokes)]
    for figure in _figures("revoke-to-last-frame", frames):
        yield figure


async def _last_packet_milliseconds(platform: DemoPlatform, camera: str) -> float:
    with own_grant(platform, camera) as grant:
        async with PacketViewer.watching(platform.url, platform.token(AGENCY), camera) as peer:
            await peer.until_packets(50)
            begun = _clock.monotonic_seconds()
            await asyncio.to_thread(grant.revoke)
            await peer.until_silent()
            return max(0.0, peer.last_packet_at - begun) * 1000


async def _last_frame_milliseconds(platform: DemoPlatform, viewer: ViewerPage, camera: str) -> float:
    with own_grant(platform, camera) as grant:
        return await viewer.revoke_milliseconds(camera, grant.id, platform.token(OWNER))


def _figures(metric: str, milliseconds: list[float]) -> list[Figure]:
    how = f"{len(milliseconds)} revocations"
    late = round(percentile(milliseconds, 99), 1)
    return [
        Figure("first-light", f"{metric}-p50", median_of(milliseconds), "ms", note=how),
        Figure("first-light", f"{metric}-p99", late, "ms", _BAR_MILLISECONDS, note=how),
    ]
