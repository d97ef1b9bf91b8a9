import asyncio

import pytest

from lokus_analytics.application.event_builder import lost_report
from lokus_analytics.application.event_log import EventLog
from lokus_analytics.application.ports import Report
from lokus_analytics.application.tally import Tally
from lokus_kit.errors import Unavailable
from lokus_proto.subjects import StreamName
from lokus_proto.v1.event import EventKind, EventRaised, Region
from support.clock import VirtualClock


def report(event: str) -> Report:
    clock = VirtualClock()
    raised = EventRaised(
        event=event,
        camera="gate",
        stream=StreamName.MAIN,
        kind=EventKind.MOTION,
        raised_at=clock.now(),
        region=Region(x=0, y=0, width=1, height=1),
        run=1,
        pts_90k=0,
    )
    return lost_report("jakarta", raised, clock.now())


class Sink:
    """Keeps reports, after as many refusals as it is told to make."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.kept: list[str] = []

    async def publish(self, report: Report) -> None:
        if self.refusals:
            self.refusals -= 1
            raise Unavailable("away")
        self.kept.append(report.message.event)


async def send(log: EventLog) -> None:
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(log.run(), name="log")
        await log.drain()
        task.cancel()


async def test_reports_wait_in_order_while_the_bus_is_away() -> None:
    sink, tally = Sink(refusals=7), Tally()
    log = EventLog(sink, VirtualClock(), tally)
    for event in ("a", "b", "c"):
        await log.add(report(event))
    assert tally.reports_waiting == 3
    await send(log)
    assert sink.kept == ["a", "b", "c"]
    assert tally.reports_waiting == 0


async def test_a_full_log_makes_the_camera_wait_and_drops_nothing() -> None:
    sink = Sink()
    log = EventLog(sink, VirtualClock(), Tally(), max_waiting=1)
    await log.add(report("a"))
    async with asyncio.TaskGroup() as tasks:
        waits = tasks.create_task(log.add(report("b")), name="camera")
        await asyncio.sleep(0)
        assert not waits.done()
        await send(log)
    await send(log)
    assert sink.kept == ["a", "b"]


async def test_a_report_that_was_on_its_way_when_the_task_ended_is_sent_again() -> None:
    sink = Sink(refusals=1)
    log = EventLog(sink, VirtualClock(), Tally())
    await log.add(report("a"))
    with pytest.raises(Unavailable):
        await log._run_once()
    await send(log)
    assert sink.kept == ["a"]
