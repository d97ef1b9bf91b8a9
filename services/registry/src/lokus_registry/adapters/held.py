"""What is held of cameras, as ingest is told of it with their sources."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Text, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_proto.v1.recording import RecordingHold
from lokus_registry.adapters import schema

_TABLE = schema.recording_holds


async def open_holds(
    session: AsyncSession, tenant: str, cameras: Collection[str]
) -> Mapping[str, tuple[RecordingHold, ...]]:
    """What is held of these cameras, as ingest is told; a camera that is not there has no hold."""
    query = select(_TABLE.c.camera, _TABLE.c.id, _TABLE.c.starts_at, _TABLE.c.ends_at).where(
        _TABLE.c.tenant == tenant,
        _TABLE.c.lifted_at.is_(None),
        _TABLE.c.camera == any_(literal(list(cameras), ARRAY(Text))),
    )
    found: defaultdict[str, tuple[RecordingHold, ...]] = defaultdict(tuple)
    for camera, key, start, end in await session.execute(query.order_by(_TABLE.c.id)):
        found[camera] += (RecordingHold(id=key, start=start, end=end),)
    return found
