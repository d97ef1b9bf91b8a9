"""What ingest measures of streams, handed to those who wait for it. A task of the root.

While a camera goes from one worker of ingest to another, both tell: what the earlier owner says counts
no more once the later one has spoken.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from lokus_kit.bus import Bus
from lokus_kit.follow import Kept, Start
from lokus_proto.envelope import open_envelope
from lokus_proto.jetstream import STATE
from lokus_proto.subjects import all_stream_states, parse
from lokus_proto.v1.stream_state import StreamState


class Listener(Protocol):
    """Who waits for the states of some cameras."""

    def waits(self, tenant: str, camera: str) -> bool:
        """Whether the states of a camera's streams are worth opening."""
        ...

    async def take(self, tenant: str, state: StreamState, at: datetime) -> None:
        """Take a state that ingest told at that moment."""
        ...


async def follow_stream_states(bus: Bus, listeners: Sequence[Listener]) -> None:
    """Hand on the newest state of each stream, then what comes, for ever."""
    epochs: dict[str, int] = {}

    async def handle(kept: Kept) -> None:
        _, tenant, camera, _ = parse(kept.subject)
        waiting = [listener for listener in listeners if listener.waits(tenant, camera)]
        if waiting:
            told = open_envelope(kept.payload, StreamState)
            if told.data.epoch < epochs.get(kept.subject, 0):
                return
            epochs[kept.subject] = told.data.epoch
            for listener in waiting:
                await listener.take(tenant, told.data, told.time)

    await bus.follow(STATE, all_stream_states(), handle, start=Start.latest())
