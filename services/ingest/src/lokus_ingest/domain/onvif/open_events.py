"""The events of one device that are going on: its notifications become beginnings and ends.

A device tells states, and tells them again: only a change is an event's. When the subscription is lost nobody
knows what goes on, so all that was open ends; the next subscription tells the states anew.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from lokus_ingest.domain.onvif.topics import Told
from lokus_proto.subjects import StreamName
from lokus_proto.v1.event import EndReason, EventEnded, EventRaised, Region, Teller

MOST_OPEN: Final = 64
EVERYWHERE: Final = Region(x=0, y=0, width=1, height=1)
_LONGEST_INPUT: Final = 200


class OpenEvents:
    """`new_id` names an event."""

    def __init__(self, camera: str, stream: StreamName, new_id: Callable[[], str]) -> None:
        self._camera = camera
        self._stream = stream
        self._new_id = new_id
        self._open: dict[str, EventRaised] = {}

    def take(self, told: Told, at: datetime) -> EventRaised | EventEnded | None:
        """What a notification begins or ends; None if it changes nothing."""
        raised = self._open.get(told.source)
        if told.on and raised is None and len(self._open) < MOST_OPEN:
            return self._begin(told, at)
        if not told.on and raised is not None:
            del self._open[told.source]
            return _end(raised, at, EndReason.QUIET)
        return None

    def lose(self, at: datetime) -> list[EventEnded]:
        """The ends of all, for nobody can know whether they go on."""
        ends = [_end(raised, at, EndReason.STREAM_LOST) for raised in self._open.values()]
        self._open.clear()
        return ends

    def _begin(self, told: Told, at: datetime) -> EventRaised:
        raised = self._open[told.source] = EventRaised(
            event=self._new_id(),
            camera=self._camera,
            stream=self._stream,
            kind=told.kind,
            raised_at=at,
            region=EVERYWHERE,
            run=0,
            pts_90k=0,
            told_by=Teller.DEVICE,
            input=told.source[:_LONGEST_INPUT],
        )
        return raised


def _end(raised: EventRaised, at: datetime, reason: EndReason) -> EventEnded:
    return EventEnded(
        event=raised.event,
        camera=raised.camera,
        stream=raised.stream,
        kind=raised.kind,
        raised_at=raised.raised_at,
        ended_at=at,
        reason=reason,
        region=EVERYWHERE,
        told_by=Teller.DEVICE,
    )
