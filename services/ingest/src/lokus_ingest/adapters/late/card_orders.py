"""Orders of ingest's own to fetch from cards, on the bus: each footage once."""

from contextlib import suppress

from lokus_ingest.adapters.late.states import LateStates
from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import PreconditionFailed
from lokus_proto import subjects
from lokus_proto.envelope import envelope
from lokus_proto.jetstream import FOOTAGE
from lokus_proto.v1.late_footage import LateCardOrder, LateFootageState, LatePhase


class BusCardOrders:
    """The port `Orders`."""

    def __init__(self, bus: Bus, states: LateStates, service: str, clock: Clock) -> None:
        self._bus = bus
        self._states = states
        self._service = service
        self._clock = clock

    async def order(self, tenant: str, order: LateCardOrder) -> bool:
        """Order it, unless that was done within the fourteen days for which the bus remembers."""
        await self._bus.ensure(FOOTAGE)
        if await self._states.newest(tenant, order.footage) is not None:
            return False
        message = envelope(
            order,
            message_id=f"{tenant}-{order.footage}",
            service=self._service,
            tenant=tenant,
            subject=order.footage,
            time=self._clock.now(),
        )
        subject = subjects.late_card_order(tenant, order.footage)
        await self._bus.publish_kept(subject, message.to_bytes(), message.id)
        state = LateFootageState(**dict(order), phase=LatePhase.RECEIVED, at=self._clock.now())
        with suppress(PreconditionFailed):  # a worker has begun by now
            await self._states.tell(tenant, state, 0)
        return True
