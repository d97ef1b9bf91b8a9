"""What ingest says on the bus: access units at most once, states kept as the newest of their stream.

A state is kept on condition that nobody has told one of the same stream since we last looked, so that an
earlier owner never writes over what a later one said, and learns that there is one.
"""

from uuid import uuid4

from lokus_ingest.application.ports import Overtaken
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import PreconditionFailed, Unavailable
from lokus_proto import subjects
from lokus_proto.envelope import envelope, open_envelope
from lokus_proto.jetstream import STATE
from lokus_proto.media import AccessUnit
from lokus_proto.v1.stream_state import StreamState


class BusOutbound:
    """The port `Outbound` on NATS."""

    def __init__(self, bus: Bus, service: str, clock: Clock) -> None:
        self._bus = bus
        self._service = service
        self._clock = clock
        self._places: dict[StreamKey, int] = {}

    async def media(self, key: StreamKey, unit: AccessUnit) -> None:
        """Send one access unit; Unavailable while the bus is away."""
        subject = subjects.media(key.tenant, key.camera, key.stream)
        await self._bus.publish(subject, unit.payload, unit.headers())

    async def state(self, key: StreamKey, state: StreamState) -> None:
        """Have a state kept; Unavailable if JetStream does not say that it is, Overtaken as the port says."""
        try:
            await self._keep(key, state)
        except PreconditionFailed:
            newest = await self.newest(key)
            if newest is not None and newest.epoch > state.epoch:
                raise Overtaken(f"{key}: {newest.worker} has it") from None
            try:
                await self._keep(key, state)
            except PreconditionFailed as error:
                raise Unavailable(f"{key}: two workers tell its state at once") from error

    async def newest(self, key: StreamKey) -> StreamState | None:
        """The state that is kept; from now on ours stand behind it."""
        kept = await self._bus.newest(STATE, subjects.stream_state(key.tenant, key.camera, key.stream))
        self._places[key] = 0 if kept is None else kept.seq
        return None if kept is None else open_envelope(kept.payload, StreamState).data

    async def _keep(self, key: StreamKey, state: StreamState) -> None:
        message = envelope(
            state,
            message_id=uuid4().hex,
            service=self._service,
            tenant=key.tenant,
            subject=key.camera,
            time=self._clock.now(),
        )
        subject = subjects.stream_state(key.tenant, key.camera, key.stream)
        place = self._places.get(key)
        self._places[key] = await self._bus.publish_kept(subject, message.to_bytes(), message.id, place)
