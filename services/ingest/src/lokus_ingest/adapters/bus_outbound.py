"""What ingest says on the bus: access units at most once, states kept as the newest of their stream."""

from uuid import uuid4

from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_proto import subjects
from lokus_proto.envelope import envelope
from lokus_proto.media import AccessUnit
from lokus_proto.v1.stream_state import StreamState


class BusOutbound:
    """The port `Outbound` on NATS."""

    def __init__(self, bus: Bus, service: str, clock: Clock) -> None:
        self._bus = bus
        self._service = service
        self._clock = clock

    async def media(self, key: StreamKey, unit: AccessUnit) -> None:
        """Send one access unit; Unavailable while the bus is away."""
        subject = subjects.media(key.tenant, key.camera, key.stream)
        await self._bus.publish(subject, unit.payload, unit.headers())

    async def state(self, key: StreamKey, state: StreamState) -> None:
        """Have a state kept; Unavailable if JetStream does not say that it is."""
        message = envelope(
            state,
            message_id=uuid4().hex,
            service=self._service,
            tenant=key.tenant,
            subject=key.camera,
            time=self._clock.now(),
        )
        subject = subjects.stream_state(key.tenant, key.camera, key.stream)
        await self._bus.publish_kept(subject, message.to_bytes(), message.id)
