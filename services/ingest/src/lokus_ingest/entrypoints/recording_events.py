"""Learns from the bus what is seen on cameras, for those that are recorded when something is."""

from typing import Protocol

from lokus_kit.bus import Bus
from lokus_kit.follow import Kept, Start
from lokus_proto import jetstream, subjects
from lokus_proto.envelope import open_envelope
from lokus_proto.v1.event import EventEnded, EventRaised


class Witness(Protocol):
    """Whoever records what is seen."""

    def event_begins(self, tenant: str, camera: str, event: str) -> None:
        """Something began."""
        ...

    def event_ends(self, tenant: str, camera: str, event: str) -> None:
        """It is over."""
        ...


class RecordingEvents:
    """`run` is a task of the root. Events from before the start are over for the recording."""

    def __init__(self, bus: Bus, witness: Witness) -> None:
        self._bus = bus
        self._witness = witness

    async def run(self) -> None:
        """Follow until cancelled."""
        filters = subjects.all_camera_events()
        await self._bus.follow(jetstream.EVENT, filters, self._learn, start=Start.new())

    async def _learn(self, kept: Kept) -> None:
        """Tenant and camera are those of the subject, which the bus permits."""
        _, tenant, camera, what = subjects.parse(kept.subject)
        if what == "raised":
            raised = open_envelope(kept.payload, EventRaised).data
            self._witness.event_begins(tenant, camera, raised.event)
        else:
            ended = open_envelope(kept.payload, EventEnded).data
            self._witness.event_ends(tenant, camera, ended.event)
