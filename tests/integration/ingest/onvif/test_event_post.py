"""Events of devices on a real bus."""

from uuid import uuid4

from integration.ingest.conftest import Town
from lokus_ingest.adapters.event_post import BusEventPost
from lokus_kit.clock import SystemClock
from lokus_proto.v1.event import DeviceEventEnded, DeviceEventRaised, EndReason, EventKind

CLOCK = SystemClock()


def begun(camera: str) -> DeviceEventRaised:
    kind, now = EventKind.MOTION, CLOCK.now()
    return DeviceEventRaised(event=uuid4().hex, camera=camera, kind=kind, raised_at=now, input="a")


def over(raised: DeviceEventRaised) -> DeviceEventEnded:
    members = raised.model_dump(exclude={"input"})
    return DeviceEventEnded(**members, ended_at=CLOCK.now(), reason=EndReason.QUIET)


async def test_events_without_an_end_are_found_for_their_camera_and_tenant_alone(town: Town) -> None:
    post = BusEventPost(town.bus, "ingest", CLOCK)
    assert await post.open_events(town.tenant, "c1") == []
    first, second, third = begun("c1"), begun("c1"), begun("c1")
    for event in (first, second, over(second), third, third):
        await post.send(town.tenant, event)
    await post.send(f"{town.tenant}-twin", begun("c1"))
    await post.send(town.tenant, begun("c2"))
    assert await post.open_events(town.tenant, "c1") == [first, third]
