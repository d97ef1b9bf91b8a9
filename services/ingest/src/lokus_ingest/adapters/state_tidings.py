"""The states of one stream as they are told, for as long as somebody waits for its new owner."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.bus import Bus
from lokus_proto import subjects
from lokus_proto.envelope import open_envelope
from lokus_proto.jetstream import STATE
from lokus_proto.v1.stream_state import StreamState


class StateTidings:
    """The port `Tidings` on NATS."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    @asynccontextmanager
    async def of(self, key: StreamKey) -> AsyncIterator[AsyncIterator[StreamState]]:
        """Listen first, then ask for what is kept, so that nothing falls in between."""
        subject = subjects.stream_state(key.tenant, key.camera, key.stream)

        async def states() -> AsyncIterator[StreamState]:
            kept = await self._bus.newest(STATE, subject)
            if kept is not None:
                yield open_envelope(kept.payload, StreamState).data
            async for message in subscription.messages:
                yield open_envelope(message.data, StreamState).data

        async with self._bus.subscribe(subject) as subscription:
            yield states()
