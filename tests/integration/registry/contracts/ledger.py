"""Writes the ledger as the folding of delivery reports would: closed intervals, and running ones."""

from datetime import datetime, timedelta

import asyncpg

from lokus_registry.domain.contracts.period import JAKARTA, day_start, next_month


class Ledger:
    """The ledger of one tenant in a registry's database; a month is given by its first midnight."""

    def __init__(self, database_url: str, tenant: str) -> None:
        self._url = database_url
        self._tenant = tenant

    async def write(self, camera: str, *stretches: tuple[datetime, datetime, str, str | None]) -> None:
        """Intervals of a camera, each within one month of Jakarta."""
        connection = await asyncpg.connect(self._url)
        try:
            for start in {stretch[0] for stretch in stretches}:
                await _partition(connection, start)
            rows = [(self._tenant, camera, *stretch, "ingest-1") for stretch in stretches]
            columns = ("tenant", "camera", "started_at", "ended_at", "state", "reason", "reporter")
            await connection.copy_records_to_table("delivery_intervals", records=rows, columns=columns)
        finally:
            await connection.close()

    async def run(self, camera: str, since: datetime, until: datetime, state: str) -> None:
        """An interval that runs still; all there is was last reported at `until`."""
        connection = await asyncpg.connect(self._url)
        try:
            await connection.execute(
                "INSERT INTO delivery_reporters VALUES ($1, 'ingest-1', 1, $2, false)", self._tenant, until
            )
            await connection.execute(
                "INSERT INTO delivery_open (tenant, camera, started_at, state, reporter) "
                "VALUES ($1, $2, $3, $4, 'ingest-1')",
                *(self._tenant, camera, since, state),
            )
        finally:
            await connection.close()


async def _partition(connection: asyncpg.Connection, start: datetime) -> None:
    first = start.astimezone(JAKARTA).date().replace(day=1)
    begin, end = day_start(first), day_start(next_month(first))
    await connection.execute(
        f"CREATE TABLE IF NOT EXISTS delivery_intervals_{first:%Y_%m} PARTITION OF delivery_intervals "
        f"FOR VALUES FROM ('{begin.isoformat()}') TO ('{end.isoformat()}')"
    )


def last_month(now: datetime) -> datetime:
    """The midnight with which the month before this one began in Jakarta."""
    this = now.astimezone(JAKARTA).date().replace(day=1)
    return day_start((this - timedelta(days=1)).replace(day=1))
