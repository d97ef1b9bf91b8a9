import hashlib
from datetime import UTC, datetime, timedelta

from lokus_analytics.application.analysis import Sighting
from lokus_analytics.application.event_builder import EventBuilder, lost_report
from lokus_analytics.application.ports import Jpeg
from lokus_analytics.domain.box import Box
from lokus_analytics.domain.hysteresis import Began, Ending, Over
from lokus_analytics.domain.watched import WatchedCamera
from lokus_proto.subjects import StreamName
from lokus_proto.v1.event import EndReason, EventEnded, EventRaised, Region

START = datetime(2026, 1, 1, tzinfo=UTC)
CAMERA = WatchedCamera("jakarta", "gate", StreamName.MAIN)
BOX = Box(0.25, 0.5, 0.5, 0.75)
SIGHTING = Sighting(Began(START, BOX), run=7, pts_90k=90, jpeg=Jpeg(b"jpeg", 1280, 720))


def raised_by(builder: EventBuilder) -> EventRaised:
    message = builder.report(SIGHTING).message
    assert isinstance(message, EventRaised)
    return message


def test_an_event_says_where_and_in_which_picture() -> None:
    raised = raised_by(EventBuilder(CAMERA))
    assert raised.region == Region(x=0.25, y=0.5, width=0.25, height=0.25)
    assert (raised.run, raised.pts_90k, raised.raised_at) == (7, 90, START)


def test_the_snapshot_is_named_by_tenant_camera_and_event_and_can_be_checked() -> None:
    raised = raised_by(EventBuilder(CAMERA))
    assert raised.snapshot is not None
    assert raised.snapshot.key == f"jakarta/gate/{raised.event}.jpg"
    assert raised.snapshot.sha256 == hashlib.sha256(b"jpeg").hexdigest()
    assert raised.snapshot.size_bytes == 4


def test_the_end_belongs_to_the_beginning_before_it() -> None:
    builder = EventBuilder(CAMERA)
    first, second = raised_by(builder), raised_by(builder)
    ended = builder.report(Over(START, START + timedelta(seconds=4), BOX, Ending.QUIET)).message
    assert isinstance(ended, EventEnded)
    assert ended.event == second.event != first.event
    assert ended.reason is EndReason.QUIET


def test_an_event_of_an_earlier_life_ends_as_lost() -> None:
    raised = raised_by(EventBuilder(CAMERA))
    report = lost_report("jakarta", raised, START + timedelta(seconds=9))
    assert isinstance(report.message, EventEnded)
    assert report.message.reason is EndReason.STREAM_LOST
    assert report.message.event == raised.event
    assert report.camera == CAMERA
