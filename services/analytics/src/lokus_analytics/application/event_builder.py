"""From what the eyes of a camera saw to the messages of the wire; joins each end to its beginning."""

import hashlib
import uuid
from datetime import datetime

from lokus_analytics.application.analysis import Change, Sighting
from lokus_analytics.application.ports import Jpeg, Report
from lokus_analytics.domain.box import Box
from lokus_analytics.domain.hysteresis import Over
from lokus_analytics.domain.watched import WatchedCamera
from lokus_proto.v1.event import EndReason, EventEnded, EventKind, EventRaised, Region, Snapshot


class EventBuilder:
    """Names the events of one camera, one after the other."""

    def __init__(self, camera: WatchedCamera) -> None:
        self._camera = camera
        self._event = ""

    def report(self, change: Change) -> Report:
        """The report of a change; an end belongs to the sighting before it."""
        if isinstance(change, Sighting):
            self._event = uuid.uuid4().hex
            return Report(self._camera, self._raised(change), change.jpeg)
        return Report(self._camera, self._ended(change))

    def _raised(self, sighting: Sighting) -> EventRaised:
        return EventRaised(
            event=self._event,
            camera=self._camera.id,
            stream=self._camera.stream,
            kind=EventKind.MOTION,
            raised_at=sighting.began.at,
            region=_region(sighting.began.box),
            run=sighting.run,
            pts_90k=sighting.pts_90k,
            snapshot=self._snapshot(sighting.jpeg),
        )

    def _ended(self, over: Over) -> EventEnded:
        return EventEnded(
            event=self._event,
            camera=self._camera.id,
            stream=self._camera.stream,
            kind=EventKind.MOTION,
            raised_at=over.began_at,
            ended_at=over.at,
            reason=EndReason(over.ending),
            region=_region(over.box),
        )

    def _snapshot(self, jpeg: Jpeg) -> Snapshot:
        return Snapshot(
            key=f"{self._camera.tenant}/{self._camera.id}/{self._event}.jpg",
            width=jpeg.width,
            height=jpeg.height,
            size_bytes=len(jpeg.content),
            sha256=hashlib.sha256(jpeg.content).hexdigest(),
        )


def _region(box: Box) -> Region:
    return Region(
        x=round(box.left, 4),
        y=round(box.top, 4),
        width=round(box.right - box.left, 4),
        height=round(box.bottom - box.top, 4),
    )


def lost_report(tenant: str, event: EventRaised, at: datetime) -> Report:
    """The end of an event that an earlier life of this service left open."""
    ended = EventEnded(
        event=event.event,
        camera=event.camera,
        stream=event.stream,
        kind=event.kind,
        raised_at=event.raised_at,
        ended_at=at,
        reason=EndReason.STREAM_LOST,
        region=event.region,
    )
    return Report(WatchedCamera(tenant, event.camera, event.stream), ended)
