"""The watch over one camera: its media go through the queue to the eyes, what they see to the log.

Two tasks, owned by the fleet's task for the camera: one reads media, one looks. A stream that goes
silent ends what is open, and so does the end of the watch itself.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from lokus_analytics.application.analysis import Analysis, Change, Findings, Sighting
from lokus_analytics.application.event_builder import EventBuilder
from lokus_analytics.application.event_log import EventLog
from lokus_analytics.application.ports import Workers
from lokus_analytics.application.tally import Tally
from lokus_analytics.application.unit_queue import UnitQueue
from lokus_analytics.domain.hysteresis import LOST_AFTER
from lokus_analytics.domain.watched import WatchedCamera
from lokus_proto.media import AccessUnit

ReadMedia = Callable[[WatchedCamera, Callable[[AccessUnit], None]], Awaitable[None]]
"""Hand the media of a camera to a callback, for ever."""


class CameraWatch:
    """One camera, from its media to its events."""

    def __init__(
        self,
        camera: WatchedCamera,
        analysis: Analysis,
        workers: Workers,
        log: EventLog,
        tally: Tally,
        *,
        lost_after_seconds: float = LOST_AFTER.total_seconds(),
    ) -> None:
        self._camera = camera
        self._analysis = analysis
        self._workers = workers
        self._log = log
        self._tally = tally
        self._lost_after_seconds = lost_after_seconds
        self._queue = UnitQueue()
        self._builder = EventBuilder(camera)

    async def run(self, read_media: ReadMedia) -> None:
        """Watch until cancelled; an open event is ended on the way out."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._look(), name=f"eyes {self._camera.id}")
                tasks.create_task(self._read(read_media), name=f"media {self._camera.id}")
        finally:
            await self._tell(await self._workers.run(self._analysis.close))

    async def _read(self, read_media: ReadMedia) -> None:
        await read_media(self._camera, self._queue.put)

    async def _look(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._lost_after_seconds):
                    units = await self._queue.take()
            except TimeoutError:
                await self._tell(await self._workers.run(self._analysis.lose))
                continue
            findings = await self._workers.run(lambda units=units: self._analysis.look(units))  # type: ignore[misc]
            self._count(findings)
            await self._tell(findings.changes)

    def _count(self, findings: Findings) -> None:
        self._tally.units_dropped += self._queue.dropped
        self._queue.dropped = 0
        self._tally.units_undecodable += findings.undecodable
        self._tally.pictures_decoded += findings.decoded
        self._tally.pictures_analysed += findings.analysed

    async def _tell(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if isinstance(change, Sighting):
                self._tally.events_raised += 1
            else:
                self._tally.events_ended += 1
            await self._log.add(self._builder.report(change))
