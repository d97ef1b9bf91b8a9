"""An event as the gateway keeps it: what analytics saw or a device told, and its end once that is known."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lokus_proto.v1.event import (
    DeviceEventEnded,
    DeviceEventRaised,
    EndReason,
    EventEnded,
    EventKind,
    EventRaised,
    Region,
    Snapshot,
)

EVERYWHERE: Final = Region(x=0, y=0, width=1, height=1)
"""A device does not say where in the picture."""


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


def raised(tenant: str, told: EventRaised | DeviceEventRaised) -> Event:
    """The event that a message tells the start of."""
    return Event(
        tenant=tenant,
        id=told.event,
        camera=told.camera,
        kind=told.kind,
        raised_at=told.raised_at,
        region=told.region if isinstance(told, EventRaised) else EVERYWHERE,
        snapshot=told.snapshot if isinstance(told, EventRaised) else None,
    )


def ended(tenant: str, told: EventEnded | DeviceEventEnded) -> Event:
    """The event that a message tells the end of; its snapshot came with the start."""
    return Event(
        tenant=tenant,
        id=told.event,
        camera=told.camera,
        kind=told.kind,
        raised_at=told.raised_at,
        region=told.region if isinstance(told, EventEnded) else EVERYWHERE,
        ended_at=told.ended_at,
        end_reason=told.reason,
    )
