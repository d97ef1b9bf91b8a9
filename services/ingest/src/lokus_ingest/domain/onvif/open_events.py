"""The events of one device that are going on: its notifications become beginnings and ends.

A device tells states, and tells them again: only a change is an event's. When the subscription is lost nobody
knows what goes on, so all that was open ends; the next subscription tells the states anew.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from lokus_ingest.domain.onvif.topics import Told
from lokus_proto.v1.event import DeviceEventEnded, DeviceEventRaised, EndReason

MOST_OPEN: Final = 64
_LONGEST_INPUT: Final = 200


class OpenEvents:
    """`new_id` names an event."""

    def __init__(self, camera: str, new_id: Callable[[], str]) -> None:
        self._camera = camera
        self._new_id = new_id
        self._open: dict[str, DeviceEventRaised] = {}

    def take(self, told: Told, at: datetime) -> DeviceEventRaised | DeviceEventEnded | None:
        """What a notification begins or ends; None if it changes nothing."""
        raised = self._open.get(told.source)
        if told.on and raised is None and len(self._open) < MOST_OPEN:
            return self._begin(told, at)
        if not told.on and raised is not None:
            del self._open[told.source]
            return end_of(raised, at, EndReason.QUIET)
        return None

    def lose(self, at: datetime) -> list[DeviceEventEnded]:
        """The ends of all, for nobody can know whether they go on."""
        ends = [end_of(raised, at, EndReason.STREAM_LOST) for raised in self._open.values()]
        self._open.clear()
        return ends

    def _begin(self, told: Told, at: datetime) -> DeviceEventRaised:
        raised = self._open[told.source] = DeviceEventRaised(
            event=self._new_id(),
            camera=self._camera,
            kind=told.kind,
            raised_at=at,
            input=told.source[:_LONGEST_INPUT],
        )
        return raised


def end_of(raised: DeviceEventRaised, at: datetime, reason: EndReason) -> DeviceEventEnded:
    """The end of an event."""
    return DeviceEventEnded(
        event=raised.event,
        camera=raised.camera,
        kind=raised.kind,
        raised_at=raised.raised_at,
        ended_at=at,
        reason=reason,
    )
