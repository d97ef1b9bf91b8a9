"""Events to the bus: the snapshot into the bucket first, then the event that refers to it.

Message ids follow from the event, so JetStream drops what is sent twice after a doubtful answer.
"""

from lokus_analytics.application.ports import Report
from lokus_kit.bus import Bucket, Bus
from lokus_kit.clock import Clock
from lokus_proto import subjects
from lokus_proto.envelope import envelope
from lokus_proto.jetstream import EVENT, SNAPSHOT_BUCKET, SNAPSHOT_MAX_AGE_SECONDS, SNAPSHOT_MAX_BYTES
from lokus_proto.v1.event import EventRaised


class EventPublisher:
    """The sink of the event log."""

    def __init__(self, bus: Bus, clock: Clock, service: str) -> None:
        self._bus = bus
        self._clock = clock
        self._service = service
        self._bucket: Bucket | None = None

    async def publish(self, report: Report) -> None:
        """Keep a report; Unavailable while the bus does not."""
        camera, message = report.camera, report.message
        if self._bucket is None:
            await self._bus.ensure(EVENT)
            self._bucket = await self._bus.bucket(
                SNAPSHOT_BUCKET, SNAPSHOT_MAX_AGE_SECONDS, SNAPSHOT_MAX_BYTES
            )
        if isinstance(message, EventRaised):
            what, subject = "raised", subjects.event_raised(camera.tenant, camera.id)
            if report.jpeg is not None and message.snapshot is not None:
                await self._bucket.put(message.snapshot.key, report.jpeg.content)
        else:
            what, subject = "ended", subjects.event_ended(camera.tenant, camera.id)
        message_id = f"{message.event}-{what}"
        wrapped = envelope(
            message,
            message_id=message_id,
            service=self._service,
            tenant=camera.tenant,
            subject=camera.id,
            time=self._clock.now(),
        )
        await self._bus.publish_kept(subject, wrapped.to_bytes(), message_id)
