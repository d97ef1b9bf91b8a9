"""What ingest measures of streams, handed to those who wait for it. A task of the root."""

from lokus_kit.bus import Bus
from lokus_kit.follow import Kept, Start
from lokus_proto.envelope import open_envelope
from lokus_proto.jetstream import STATE
from lokus_proto.subjects import all_stream_states, parse
from lokus_proto.v1.stream_state import StreamState
from lokus_registry.application.life.probing import Probing


async def follow_stream_states(bus: Bus, probing: Probing) -> None:
    """Hand on the newest state of each stream, then what comes, for ever."""

    async def handle(kept: Kept) -> None:
        _, tenant, camera, _ = parse(kept.subject)
        if probing.waits(tenant, camera):
            await probing.take(tenant, open_envelope(kept.payload, StreamState).data)

    await bus.follow(STATE, all_stream_states(), handle, start=Start.latest())
