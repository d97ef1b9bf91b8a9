"""Events of devices on the bus: kept by JetStream, once however often they are sent."""

from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_proto import subjects
from lokus_proto.envelope import envelope
from lokus_proto.jetstream import EVENT
from lokus_proto.v1.event import EventEnded, EventRaised


class BusEventPost:
    """The port `EventPost` on NATS."""

    def __init__(self, bus: Bus, service: str, clock: Clock) -> None:
        self._bus = bus
        self._service = service
        self._clock = clock
        self._ensured = False

    async def send(self, tenant: str, event: EventRaised | EventEnded) -> None:
        """Have one kept; Unavailable if JetStream does not say that it is."""
        raised = isinstance(event, EventRaised)
        address = subjects.event_raised if raised else subjects.event_ended
        message = envelope(
            event,
            message_id=f"{event.event}-{'raised' if raised else 'ended'}",
            service=self._service,
            tenant=tenant,
            subject=event.camera,
            time=self._clock.now(),
        )
        try:
            if not self._ensured:
                await self._bus.ensure(EVENT)
            await self._bus.publish_kept(address(tenant, event.camera), message.to_bytes(), message.id)
        except Unavailable:
            self._ensured = False  # the bus may have lost its streams
            raise
        self._ensured = True
