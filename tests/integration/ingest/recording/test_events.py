"""A camera that is recorded when something is seen: what came before it is there too."""

import asyncio
from datetime import timedelta

from integration.ingest.recording.conftest import Archive, decoded_times
from integration.ingest.virtual_cameras import VirtualCamera
from lokus_kit.clock import SystemClock
from lokus_proto import subjects
from lokus_proto.envelope import Message, envelope
from lokus_proto.jetstream import EVENT
from lokus_proto.subjects import StreamName
from lokus_proto.v1.event import EndReason, EventEnded, EventKind, EventRaised, Region
from lokus_proto.v1.recording import RecordingMode, RecordingPolicy

ON_EVENT = RecordingPolicy(mode=RecordingMode.EVENT, pre_roll_seconds=2, post_roll_seconds=1)
WHOLE = Region(x=0, y=0, width=1, height=1)


async def tell(archive: Archive, subject: str, message: Message) -> None:
    tenant, now = archive.town.tenant, SystemClock().now()
    wrapped = envelope(
        message,
        message_id=f"{tenant}-{message.SCHEMA}",
        service="analytics",
        tenant=tenant,
        subject="c1",
        time=now,
    )
    await archive.town.bus.ensure(EVENT)
    await archive.town.bus.publish_kept(subject, wrapped.to_bytes(), wrapped.id)


async def test_an_event_is_recorded_with_its_pre_roll_and_post_roll(
    archive: Archive, camera: VirtualCamera
) -> None:
    await archive.town.registry.put("c1", camera.url, recording=ON_EVENT)
    await archive.town.states.until("c1", lambda state: state.measured is not None and state.measured.fps > 5)
    await asyncio.sleep(3)
    assert archive.spooled() == []
    raised_at = SystemClock().now()
    facts = {"event": "e1", "camera": "c1", "stream": StreamName.MAIN, "kind": EventKind.MOTION}
    tenant = archive.town.tenant
    raised = EventRaised(**facts, raised_at=raised_at, region=WHOLE, run=1, pts_90k=0)
    await tell(archive, subjects.event_raised(tenant, "c1"), raised)
    await asyncio.sleep(1)
    ended_at = SystemClock().now()
    covered = ended_at + timedelta(seconds=0.9)
    ended = EventEnded(**facts, raised_at=raised_at, ended_at=ended_at, reason=EndReason.QUIET, region=WHOLE)
    await tell(archive, subjects.event_ended(tenant, "c1"), ended)
    first, *more = await archive.until(lambda told: len(told) > 0 and told[-1].end > covered)
    assert (raised_at - first.start).total_seconds() >= 1.9
    last = (first, *more)[-1]
    assert (last.end - ended_at).total_seconds() < 4
    assert len(decoded_times(archive.path(first))) == first.frames
