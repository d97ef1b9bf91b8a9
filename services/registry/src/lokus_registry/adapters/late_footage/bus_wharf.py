"""Parts of files in an object store of the bus, which forgets them by itself after two days."""

from lokus_kit.bus import Bucket, Bus
from lokus_proto.jetstream import (
    LATE_FOOTAGE_BUCKET,
    LATE_FOOTAGE_MAX_AGE_SECONDS,
    LATE_FOOTAGE_MAX_BYTES,
    late_footage_part,
)


class BusWharf:
    """The port `Wharf` on NATS. When it is full, it takes no more until ingest has stored what lies there."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def lay_down(self, tenant: str, footage: str, number: int, part: bytes) -> None:
        """Keep a part, in place of what lay there."""
        await (await self._bucket()).put(late_footage_part(tenant, footage, number), part)

    async def clear(self, tenant: str, footage: str, parts: int) -> None:
        """The parts are wanted no more."""
        bucket = await self._bucket()
        for number in range(parts):
            await bucket.delete(late_footage_part(tenant, footage, number))

    async def _bucket(self) -> Bucket:
        return await self._bus.bucket(
            LATE_FOOTAGE_BUCKET, LATE_FOOTAGE_MAX_AGE_SECONDS, LATE_FOOTAGE_MAX_BYTES, refuse_when_full=True
        )
