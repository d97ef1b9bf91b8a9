"""Media from the bus, for a hub."""

from collections.abc import Callable
from uuid import uuid4

from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_media.media_reader import MediaReader
from lokus_proto.media import AccessUnit
from lokus_proto.subjects import StreamName


async def read_media(
    bus: Bus, clock: Clock, tenant: str, camera: str, stream: StreamName, handle: Callable[[AccessUnit], None]
) -> None:
    """Hold an interest in a stream and read it until cancelled."""
    reader = MediaReader(
        bus,
        clock,
        service="access-gateway",
        reader=f"gateway-{uuid4()}",
        tenant=tenant,
        camera=camera,
        stream=stream,
        handle=handle,
    )
    await reader.run()
