import asyncio
from collections.abc import Callable

from lokus_analytics.adapters.opencv_background import OpencvBackground
from lokus_analytics.adapters.pyav_decoder import PyavDecoder
from lokus_analytics.adapters.worker_threads import WorkerThreads
from lokus_analytics.application.analysis import Analysis
from lokus_analytics.application.camera_watch import CameraWatch
from lokus_analytics.application.event_log import EventLog
from lokus_analytics.application.ports import Report
from lokus_analytics.application.tally import Tally
from lokus_analytics.domain.watched import WatchedCamera
from lokus_proto.media import AccessUnit
from lokus_proto.subjects import StreamName
from lokus_proto.v1.event import EndReason, EventEnded, EventRaised
from support.clock import VirtualClock

CAMERA = WatchedCamera("jakarta", "gate", StreamName.MAIN)


class Sink:
    def __init__(self, enough: int) -> None:
        self.messages: list[EventRaised | EventEnded] = []
        self.enough = asyncio.Event()
        self._count = enough

    async def publish(self, report: Report) -> None:
        self.messages.append(report.message)
        if len(self.messages) >= self._count:
            self.enough.set()


async def watch(clip: list[AccessUnit], sink: Sink, tally: Tally, lost_after_seconds: float) -> None:
    """Play a clip to a watch, until the sink has enough or the clip is through."""
    through = asyncio.Event()

    async def read_media(_: WatchedCamera, handle: Callable[[AccessUnit], None]) -> None:
        for unit in clip:
            handle(unit)
        through.set()
        await asyncio.Event().wait()

    workers, log = WorkerThreads(1), EventLog(sink, VirtualClock(), tally)
    analysis = Analysis(PyavDecoder(), OpencvBackground)
    camera = CameraWatch(CAMERA, analysis, workers, log, tally, lost_after_seconds=lost_after_seconds)
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(log.run(), name="log")
        watching = tasks.create_task(camera.run(read_media), name="watch")
        await (sink.enough.wait() if sink._count else through.wait())
        watching.cancel()
        await asyncio.wait({watching})
        await log.drain()
        sending.cancel()
    workers.close()


async def test_media_become_an_event_with_its_end(clip: list[AccessUnit]) -> None:
    sink, tally = Sink(2), Tally()
    await watch(clip, sink, tally, 60)
    raised, ended = sink.messages
    assert isinstance(raised, EventRaised)
    assert isinstance(ended, EventEnded)
    assert (raised.event, ended.reason) == (ended.event, EndReason.QUIET)
    assert (tally.events_raised, tally.events_ended, tally.pictures_decoded) == (1, 1, 140)


async def test_a_stream_that_falls_silent_ends_its_event_as_lost(clip: list[AccessUnit]) -> None:
    sink = Sink(2)
    await watch(clip[:80], sink, Tally(), 0.05)
    assert isinstance(sink.messages[1], EventEnded)
    assert sink.messages[1].reason is EndReason.STREAM_LOST


async def test_the_end_of_the_watch_ends_its_event_as_lost(clip: list[AccessUnit]) -> None:
    sink = Sink(1)
    await watch(clip[:80], sink, Tally(), 60)
    assert isinstance(sink.messages[1], EventEnded)
    assert sink.messages[1].reason is EndReason.STREAM_LOST
