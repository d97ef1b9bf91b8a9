"""What the ledger has written, as PostgreSQL holds it."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any

import asyncpg

from integration.registry.waiting import until

INTERVALS = """SELECT camera, started_at, ended_at, state, reason, reporter FROM delivery_intervals
    WHERE tenant = $1
    UNION ALL SELECT camera, started_at, ended_at, state, reason, reporter FROM delivery_open
    JOIN delivery_reporters USING (tenant, reporter) WHERE tenant = $1
    ORDER BY camera, started_at"""


class Shelf:
    """One tenant's part of it."""

    def __init__(self, connection: Any, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def intervals(self) -> list[tuple[str, datetime, datetime, str, str | None, str]]:
        return [tuple(row) for row in await self._connection.fetch(INTERVALS, self._tenant)]

    async def milliseconds(self) -> Counter[tuple[str, str]]:
        """What was written, by camera and state; that two intervals overlap is an error."""
        found: Counter[tuple[str, str]] = Counter()
        last_camera, last_end = "", None
        for camera, started_at, ended_at, state, _, _ in await self.intervals():
            assert ended_at > started_at
            assert camera != last_camera or last_end is None or started_at >= last_end
            last_camera, last_end = camera, ended_at
            found[camera, state] += round((ended_at - started_at).total_seconds() * 1000)
        return found

    async def until_folded(self, reporter: str, sequence: int) -> None:
        """Wait until the ledger has folded that report."""
        query = "SELECT sequence FROM delivery_reporters WHERE tenant = $1 AND reporter = $2"

        async def ask() -> bool | None:
            folded = await self._connection.fetchval(query, self._tenant, reporter)
            return True if folded is not None and folded >= sequence else None

        await until(ask)

    async def status(self, camera: str) -> tuple[str, str | None] | None:
        query = "SELECT state, reason FROM camera_status WHERE tenant = $1 AND camera = $2"
        row = await self._connection.fetchrow(query, self._tenant, camera)
        return None if row is None else (row["state"], row["reason"])

    async def until_status(self, camera: str, state: str) -> None:
        async def ask() -> bool | None:
            status = await self.status(camera)
            return True if status is not None and status[0] == state else None

        await until(ask)


@asynccontextmanager
async def open_shelf(database_url: str, tenant: str) -> AsyncIterator[Shelf]:
    """Connect for the length of the block; the server may be starting."""

    async def connect() -> Any:
        with suppress(OSError, asyncpg.PostgresError):
            return await asyncpg.connect(database_url)
        return None

    connection = await until(connect)
    try:
        yield Shelf(connection, tenant)
    finally:
        await connection.close()
