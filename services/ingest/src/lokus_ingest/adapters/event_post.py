"""Events of devices on the bus: kept by JetStream, once however often they are sent."""

from collections.abc import Sequence
from typing import Final, TypeVar

from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.follow import Start
from lokus_proto import subjects
from lokus_proto.envelope import Message, envelope, open_envelope
from lokus_proto.jetstream import EVENT
from lokus_proto.v1.event import DeviceEventEnded, DeviceEventRaised

_BATCH: Final = 500
_WAIT_SECONDS: Final = 0.2

M = TypeVar("M", bound=Message)


class BusEventPost:
    """The port `EventPost` on NATS."""

    def __init__(self, bus: Bus, service: str, clock: Clock) -> None:
        self._bus = bus
        self._service = service
        self._clock = clock
        self._ensured = False

    async def send(self, tenant: str, event: DeviceEventRaised | DeviceEventEnded) -> None:
        """Have one kept; Unavailable if JetStream does not say that it is."""
        raised = isinstance(event, DeviceEventRaised)
        address = subjects.device_event_raised if raised else subjects.device_event_ended
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

    async def open_events(self, tenant: str, camera: str) -> Sequence[DeviceEventRaised]:
        """Those that were kept and have no end."""
        raised = await self._kept(subjects.device_event_raised(tenant, camera), DeviceEventRaised)
        if not raised:
            return []
        over = await self._kept(subjects.device_event_ended(tenant, camera), DeviceEventEnded)
        ended = {each.event for each in over}
        return [each for each in raised if each.event not in ended]

    async def _kept(self, subject: str, kind: type[M]) -> list[M]:
        found: list[M] = []
        async with self._bus.read(EVENT, subject, Start.after(0)) as reading:
            while batch := await reading.next(_BATCH, _WAIT_SECONDS):
                found += [open_envelope(kept.payload, kind).data for kept in batch]
        return found
