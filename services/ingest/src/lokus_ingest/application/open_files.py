"""Says when this worker's cameras may need more files and connections than the system lets it have."""

import logging
from collections.abc import Callable
from typing import Final

from lokus_kit.clock import Clock

log = logging.getLogger(__name__)

FOR_A_CAMERA: Final = 4
"""Two streams, or one and its device's events; a segment that grows, and one that goes up."""
FOR_ALL_ELSE: Final = 256
_LOOK_SECONDS: Final = 10.0


class OpenFiles:
    """`run` is a task of the root; `limit` is the process's."""

    def __init__(self, limit: int, cameras: Callable[[], int], clock: Clock) -> None:
        self._limit = limit
        self._cameras = cameras
        self._clock = clock
        self._told_for = 0

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self.look()
            await self._clock.sleep(_LOOK_SECONDS)

    def look(self) -> None:
        """Warn once, and again when the cameras have become more by half."""
        cameras = self._cameras()
        needed = FOR_ALL_ELSE + FOR_A_CAMERA * cameras
        if self._limit < needed and cameras > 1.5 * self._told_for:
            log.warning(
                "%d cameras may need %d open files and the limit is %d: raise the hard limit (`ulimit -Hn`, "
                "LimitNOFILE), or run more workers",
                cameras,
                needed,
                self._limit,
            )
            self._told_for = cameras
