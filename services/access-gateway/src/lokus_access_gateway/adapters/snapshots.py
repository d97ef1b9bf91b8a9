"""Snapshots from the bus's object store."""

from lokus_kit.bus import Bus
from lokus_proto.jetstream import SNAPSHOT_BUCKET, SNAPSHOT_MAX_AGE_SECONDS, SNAPSHOT_MAX_BYTES


async def fetch_snapshot(bus: Bus, key: str) -> bytes:
    """A snapshot's bytes; NotFound once it is gone."""
    bucket = await bus.bucket(SNAPSHOT_BUCKET, SNAPSHOT_MAX_AGE_SECONDS, SNAPSHOT_MAX_BYTES)
    return await bucket.get(key)
