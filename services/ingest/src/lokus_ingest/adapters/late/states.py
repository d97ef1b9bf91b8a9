"""How far late footage has come, told on the bus and read there: the newest word stands for fourteen days."""

from uuid import uuid4

from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_proto import subjects
from lokus_proto.envelope import envelope, open_envelope
from lokus_proto.jetstream import FOOTAGE
from lokus_proto.v1.late_footage import LateFootageState


class LateStates:
    """`tell` publishes one, `newest` reads it."""

    def __init__(self, bus: Bus, service: str, clock: Clock) -> None:
        self._bus = bus
        self._service = service
        self._clock = clock

    async def newest(self, tenant: str, footage: str) -> LateFootageState | None:
        """What was told last of some footage; None if nothing was, Unavailable if nobody can say."""
        kept = await self._bus.newest(FOOTAGE, subjects.late_footage_state(tenant, footage))
        return None if kept is None else open_envelope(kept.payload, LateFootageState).data

    async def tell(self, tenant: str, state: LateFootageState, after_seq: int | None) -> int:
        """Have it kept, and return its place; Unavailable if nobody says that it is.

        PreconditionFailed: somebody else has told of the footage since `after_seq`.
        """
        message = envelope(
            state,
            message_id=uuid4().hex,
            service=self._service,
            tenant=tenant,
            subject=state.footage,
            time=self._clock.now(),
        )
        subject = subjects.late_footage_state(tenant, state.footage)
        return await self._bus.publish_kept(subject, message.to_bytes(), message.id, after_seq)
