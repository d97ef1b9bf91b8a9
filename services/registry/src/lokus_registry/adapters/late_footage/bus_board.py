"""Orders to store late footage and how far each is, on the bus."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final
from uuid import uuid4

from lokus_kit.bus import Bus
from lokus_kit.clock import Clock, utc_milliseconds
from lokus_kit.errors import PreconditionFailed
from lokus_kit.follow import Start
from lokus_proto import subjects
from lokus_proto.envelope import envelope, open_envelope
from lokus_proto.jetstream import FOOTAGE
from lokus_proto.v1.late_footage import LateCardOrder, LateFootageOrder, LateFootageState
from lokus_registry.adapters.announcer import SERVICE

_BATCH: Final = 1000
_WAIT_SECONDS: Final = 0.3


class BusBoard:
    """The port `LateBoard` on NATS."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock

    async def state(self, tenant: str, footage: str) -> LateFootageState | None:
        """The newest of some footage; None if there is none, or no more."""
        kept = await self._bus.newest(FOOTAGE, subjects.late_footage_state(tenant, footage))
        return None if kept is None else open_envelope(kept.payload, LateFootageState).data

    async def states(self, tenant: str) -> Sequence[LateFootageState]:
        """Those of all footage of a tenant."""
        found: list[LateFootageState] = []
        async with self._bus.read(FOOTAGE, subjects.late_footage_states(tenant), Start.after(0)) as reading:
            while batch := await reading.next(_BATCH, _WAIT_SECONDS):
                found += (open_envelope(kept.payload, LateFootageState).data for kept in batch)
                if len(batch) < _BATCH:
                    break
        return found

    async def order(self, tenant: str, order: LateFootageOrder, received: LateFootageState) -> None:
        """Have it stored; `received` stands until a worker says more."""
        await self._bus.ensure(FOOTAGE)
        state_subject = subjects.late_footage_state(tenant, order.footage)
        before = await self._bus.newest(FOOTAGE, state_subject)
        now = self._clock.now()
        message = envelope(
            order,
            message_id=f"{order.footage}-{utc_milliseconds(now)}",
            service=SERVICE,
            tenant=tenant,
            subject=order.footage,
            time=now,
        )
        on_card = isinstance(order, LateCardOrder)
        subject_of = subjects.late_card_order if on_card else subjects.late_footage_order
        subject = subject_of(tenant, order.footage)
        await self._bus.publish_kept(subject, message.to_bytes(), message.id)
        told = envelope(
            received,
            message_id=uuid4().hex,
            service=SERVICE,
            tenant=tenant,
            subject=order.footage,
            time=now,
        )
        with suppress(PreconditionFailed):  # a worker has said more by now
            place = 0 if before is None else before.seq
            await self._bus.publish_kept(state_subject, told.to_bytes(), told.id, place)
