"""The clock's own work, a task of the root: windows that open and end, tokens that run out, deafness.

A gateway that has been off the bus for longer than it may be would not hear of a revoked grant, so
it fails closed and ends all viewing and all downloads.
"""

from collections.abc import Callable
from typing import Final

from lokus_access_gateway.application.access import Access
from lokus_access_gateway.application.downloads import Downloads
from lokus_access_gateway.application.live_feed import LiveFeed
from lokus_access_gateway.application.viewings import Viewings
from lokus_kit.clock import Clock

TICK_SECONDS: Final = 1.0
DEAF_SECONDS: Final = 10.0


class Watch:
    """Looks at the clock once a second, and at the very moment a grant opens or ends."""

    def __init__(
        self,
        access: Access,
        viewings: Viewings,
        downloads: Downloads,
        feed: LiveFeed,
        hearing: Callable[[], bool],
        clock: Clock,
    ) -> None:
        self._access = access
        self._viewings = viewings
        self._downloads = downloads
        self._feed = feed
        self._hearing = hearing
        self._clock = clock
        self._looked_at = clock.now()
        self._heard_at = clock.monotonic_seconds()

    async def run(self) -> None:
        """Look, for ever."""
        while True:
            self.look()
            edge = self._access.next_edge(self._looked_at)
            left = TICK_SECONDS if edge is None else (edge - self._clock.now()).total_seconds()
            await self._clock.sleep(min(TICK_SECONDS, max(0.0, left)))

    def look(self) -> None:
        """Apply what time has done since the last look."""
        now = self._clock.now()
        self._access.pass_edges(self._looked_at, now)
        self._looked_at = now
        self._viewings.sweep(now)
        self._downloads.sweep(now)
        self._feed.sweep(now)
        if self._hearing():
            self._heard_at = self._clock.monotonic_seconds()
        elif self._clock.monotonic_seconds() - self._heard_at > DEAF_SECONDS:
            self._viewings.end_all("bus-away")
            self._downloads.end_all("bus-away")
