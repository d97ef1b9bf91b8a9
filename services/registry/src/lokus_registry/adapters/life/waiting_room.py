"""The cameras of all tenants that wait for their first pictures, as PostgreSQL knows them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from lokus_postgres.database import Database
from lokus_registry.adapters import schema
from lokus_registry.application.life.ports import Waiting
from lokus_registry.domain.life.state import LifeState


class PostgresWaitingRoom:
    """Reads who waits (`WaitingRoom`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self, since: datetime | None) -> Sequence[Waiting]:
        """Those that have been waiting since then, or all of them."""
        lives = schema.camera_life
        query = select(lives.c.tenant, lives.c.camera, lives.c.pictures_after)
        query = query.where(lives.c.state == LifeState.REGISTERED, lives.c.consented)
        if since is not None:
            query = query.where(lives.c.registered_at >= since)
        async with self._database.transaction() as session:
            return [Waiting(*row) for row in await session.execute(query)]
