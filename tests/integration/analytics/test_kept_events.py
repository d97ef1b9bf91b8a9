from datetime import UTC, datetime, timedelta

from integration.analytics.conftest import Events
from lokus_analytics.adapters.event_publisher import EventPublisher
from lokus_analytics.adapters.open_events import open_events
from lokus_analytics.application.analysis import Sighting
from lokus_analytics.application.event_builder import EventBuilder
from lokus_analytics.application.ports import Jpeg
from lokus_analytics.domain.box import Box
from lokus_analytics.domain.hysteresis import Began, Ending, Over
from lokus_analytics.domain.watched import WatchedCamera
from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_proto.jetstream import SNAPSHOT_BUCKET
from lokus_proto.subjects import StreamName
from lokus_proto.v1.event import EventRaised

START = datetime(2026, 1, 1, tzinfo=UTC)
BOX = Box(0, 0, 0.5, 0.5)
SIGHTING = Sighting(Began(START, BOX), 1, 90, Jpeg(b"jpeg", 4, 4))
OVER = Over(START, START + timedelta(seconds=3), BOX, Ending.QUIET)


async def test_only_events_without_an_end_are_open(bus: Bus) -> None:
    publisher = EventPublisher(bus, SystemClock(), "analytics")
    gate = EventBuilder(WatchedCamera("jakarta", "gate", StreamName.MAIN))
    store = EventBuilder(WatchedCamera("jakarta", "store", StreamName.MAIN))
    for report in (gate.report(SIGHTING), gate.report(OVER), store.report(SIGHTING)):
        await publisher.publish(report)
    again = gate.report(SIGHTING)
    await publisher.publish(again)
    found = await open_events(bus)
    assert {(tenant, event.camera) for tenant, event in found} == {("jakarta", "gate"), ("jakarta", "store")}
    assert again.message in [event for _, event in found]


async def test_a_report_kept_twice_is_one_event(bus: Bus, events: Events) -> None:
    publisher = EventPublisher(bus, SystemClock(), "analytics")
    report = EventBuilder(WatchedCamera("jakarta", "gate", StreamName.MAIN)).report(SIGHTING)
    await publisher.publish(report)
    await publisher.publish(report)
    await events.until(lambda seen: bool(seen.raised))
    assert events.messages == [report.message]
    assert isinstance(report.message, EventRaised)
    assert report.message.snapshot is not None
    bucket = await bus.bucket(SNAPSHOT_BUCKET, 0, 0)
    assert await bucket.get(report.message.snapshot.key) == b"jpeg"
