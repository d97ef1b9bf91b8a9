"""All cameras of all tenants, told again in batches, each batch a transaction of its own.

A batch waits until the one before has left the outbox, so that a change made meanwhile (a zone made
private, say) waits behind one batch and not behind the whole city.
"""

from itertools import groupby
from typing import Final

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from lokus_kit.clock import Clock
from lokus_postgres.database import Database
from lokus_postgres.outbox import Outbox
from lokus_proto.envelope import Message
from lokus_registry.adapters import schema
from lokus_registry.adapters.announcer import OutboxAnnouncer
from lokus_registry.adapters.placed_cameras import placed, placed_cameras
from lokus_registry.domain.announcement import PlacedCamera

_BATCH: Final = 500
_POLL_SECONDS: Final = 0.1


class PostgresArchive:
    """What republication reads and remembers."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock

    async def has_told(self, life: str) -> bool:
        """Tell whether this life is remembered."""
        query = select(schema.told_lives).where(schema.told_lives.c.life == life)
        async with self._database.transaction() as session:
            return (await session.execute(query)).first() is not None

    async def tell_behind(self, place: tuple[str, str]) -> tuple[str, str] | None:
        """Announce the next batch; its cameras are held, so that no change of theirs overtakes it."""
        while await self._is_sending():
            await self._clock.sleep(_POLL_SECONDS)
        key = tuple_(schema.cameras.c.tenant, schema.cameras.c.id)
        query = placed_cameras().where(key > place).order_by(*key.clauses).limit(_BATCH)
        query = query.with_for_update(read=True, of=schema.cameras)
        async with self._database.transaction() as session:
            rows = (await session.execute(query)).mappings().all()
            for tenant, its in groupby(rows, key=lambda row: row["tenant"]):
                announcer = OutboxAnnouncer(session, tenant, self._outbox, self._clock)
                cameras = [placed(row) for row in its]
                messages = [(told, camera.camera.id) for camera in cameras for told in _both(camera)]
                await announcer.announce_many(messages)
        self._outbox.wake()
        return (rows[-1]["tenant"], rows[-1]["camera_id"]) if rows else None

    async def _is_sending(self) -> bool:
        query = select(schema.outbox.c.id).offset(_BATCH).limit(1)
        async with self._database.transaction() as session:
            return (await session.execute(query)).first() is not None

    async def remember(self, life: str) -> None:
        """Keep the life as one that has heard of every camera."""
        async with self._database.transaction() as session:
            await session.execute(insert(schema.told_lives).values(life=life).on_conflict_do_nothing())


def _both(camera: PlacedCamera) -> tuple[Message, Message]:
    return camera.record(), camera.source()
