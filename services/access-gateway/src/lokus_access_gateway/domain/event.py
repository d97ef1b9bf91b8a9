"""An event as the gateway keeps it: what analytics raised, and its end once that is known."""

from dataclasses import dataclass
from datetime import datetime

from lokus_proto.v1.event import EndReason, EventEnded, EventKind, EventRaised, Region, Snapshot


@dataclass(frozen=True, slots=True)
class Event:
    """One event of one camera."""

    tenant: str
    id: str
    camera: str
    kind: EventKind
    raised_at: datetime
    region: Region
    snapshot: Snapshot | None = None
    ended_at: datetime | None = None
    end_reason: EndReason | None = None


def raised(tenant: str, told: EventRaised) -> Event:
    """The event that a message tells the start of."""
    return Event(
        tenant=tenant,
        id=told.event,
        camera=told.camera,
        kind=told.kind,
        raised_at=told.raised_at,
        region=told.region,
        snapshot=told.snapshot,
    )


def ended(tenant: str, told: EventEnded) -> Event:
    """The event that a message tells the end of; its snapshot came with the start."""
    return Event(
        tenant=tenant,
        id=told.event,
        camera=told.camera,
        kind=told.kind,
        raised_at=told.raised_at,
        region=told.region,
        ended_at=told.ended_at,
        end_reason=told.reason,
    )
