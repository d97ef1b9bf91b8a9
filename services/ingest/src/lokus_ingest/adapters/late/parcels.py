"""Files of late footage in an object store of the bus, in parts; brought together on the local disk."""

import asyncio
import hashlib
from pathlib import Path

from lokus_ingest.domain.recording.refusal import FootageRefused
from lokus_kit.bus import Bucket, Bus
from lokus_kit.errors import NotFound, Unavailable
from lokus_proto.jetstream import (
    LATE_FOOTAGE_BUCKET,
    LATE_FOOTAGE_MAX_AGE_SECONDS,
    LATE_FOOTAGE_MAX_BYTES,
    late_footage_part,
)
from lokus_proto.v1.late_footage import LateFile, LateRefusal


class BusParcels:
    """The port `Parcels` on NATS."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def fetch(self, tenant: str, footage: str, file: LateFile, sha256: str, into: Path) -> None:
        """Bring all parts together; FootageRefused if they are gone or not what was sent, Unavailable."""
        bucket, digest, size_bytes = await self._bucket(), hashlib.sha256(), 0
        for number in range(file.parts):
            try:
                part = await bucket.get(late_footage_part(tenant, footage, number))
            except NotFound:
                raise FootageRefused(
                    LateRefusal.LOST, "the file lay too long on the bus, or was stored already: send it again"
                ) from None
            size_bytes += len(part)
            await asyncio.to_thread(_append, into, part, digest)
        if (digest.hexdigest(), size_bytes) != (sha256, file.size_bytes):
            raise FootageRefused(
                LateRefusal.LOST, "what came over the bus is not what was sent: send it again"
            )

    async def forget(self, tenant: str, footage: str, file: LateFile) -> None:
        """The file is wanted no more; Unavailable."""
        bucket = await self._bucket()
        for number in range(file.parts):
            await bucket.delete(late_footage_part(tenant, footage, number))

    async def _bucket(self) -> Bucket:
        return await self._bus.bucket(
            LATE_FOOTAGE_BUCKET, LATE_FOOTAGE_MAX_AGE_SECONDS, LATE_FOOTAGE_MAX_BYTES, refuse_when_full=True
        )


def _append(file: Path, part: bytes, digest: "hashlib._Hash") -> None:
    digest.update(part)
    try:
        with file.open("ab") as growing:
            growing.write(part)
    except OSError as error:
        raise Unavailable(f"the disk does not take a file of late footage: {error}") from error
