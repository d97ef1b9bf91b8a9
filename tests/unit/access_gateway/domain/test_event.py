"""Events as the bus tells of them."""

from lokus_access_gateway.domain.event import ended, raised
from lokus_proto.subjects import StreamName
from lokus_proto.v1.event import EndReason, EventEnded, EventKind, EventRaised, Region
from support.gateway_facts import MINUTE, NOON, TENANT

REGION = Region(x=0.1, y=0.2, width=0.3, height=0.4)


def test_start_and_end_are_one_event() -> None:
    start = EventRaised(
        event="e1",
        camera="cam-1",
        stream=StreamName.MAIN,
        kind=EventKind.MOTION,
        raised_at=NOON,
        region=REGION,
        run=1,
        pts_90k=0,
    )
    end = EventEnded(
        event="e1",
        camera="cam-1",
        stream=StreamName.MAIN,
        kind=EventKind.MOTION,
        raised_at=NOON,
        ended_at=NOON + MINUTE,
        reason=EndReason.QUIET,
        region=REGION,
    )
    first, last = raised(TENANT, start), ended(TENANT, end)
    assert (first.id, first.raised_at, first.ended_at) == ("e1", NOON, None)
    assert (last.id, last.raised_at, last.ended_at, last.end_reason) == (
        "e1",
        NOON,
        NOON + MINUTE,
        EndReason.QUIET,
    )
