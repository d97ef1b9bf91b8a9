"""Closed segments on the bus: kept by JetStream, whose stream is made if it is not there."""

from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_proto import subjects
from lokus_proto.envelope import envelope
from lokus_proto.jetstream import RECORDING
from lokus_proto.v1.recording import SegmentClosed


class Announcements:
    """The port `Announcer`."""

    def __init__(self, bus: Bus, service: str, clock: Clock) -> None:
        self._bus = bus
        self._service = service
        self._clock = clock
        self._ensured = False

    async def tell(self, tenant: str, closed: SegmentClosed) -> None:
        """Have it kept; its id is the same whenever it is told."""
        message = envelope(
            closed,
            message_id=f"{closed.camera}-{closed.run}-{closed.sha256[:32]}",
            service=self._service,
            tenant=tenant,
            subject=closed.camera,
            time=self._clock.now(),
        )
        try:
            if not self._ensured:
                await self._bus.ensure(RECORDING)
            await self._bus.publish_kept(
                subjects.segment_closed(tenant, closed.camera), message.to_bytes(), message.id
            )
        except Unavailable:
            self._ensured = False  # the bus may have lost its streams
            raise
        self._ensured = True
