"""The ledger in PostgreSQL, kept by the one process that holds its advisory lock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_postgres.database import Alone, Database
from lokus_proto.jetstream import DELIVERY
from lokus_registry.adapters import schema
from lokus_registry.adapters.delivery.months import Months
from lokus_registry.adapters.delivery.pen import PostgresPen
from lokus_registry.application.delivery.ports import Place, Shelf
from lokus_registry.domain.delivery.book import Book, Reporter
from lokus_registry.domain.delivery.fold import Running
from lokus_registry.domain.delivery.measure import Measure
from lokus_registry.domain.delivery.state import DeliveryState

_LEDGER_LOCK: Final = 7_046_103


class PostgresLedger:
    """The port `LedgerStore`."""

    def __init__(self, database: Database, retention_months: int) -> None:
        self._database = database
        self._retention_months = retention_months

    @asynccontextmanager
    async def alone(self) -> AsyncIterator["PostgresDesk | None"]:
        """The desk, if it is free."""
        async with self._database.alone(_LEDGER_LOCK) as alone:
            yield None if alone is None else PostgresDesk(alone, Months(self._retention_months))


class PostgresDesk:
    """The port `Desk`."""

    def __init__(self, alone: Alone, months: Months) -> None:
        self._alone = alone
        self._months = months

    async def load(self) -> Shelf:
        """Read all that runs, of all tenants."""
        async with self._alone.transaction() as session:
            reporters, running = await _reporters(session), await _running(session)
            place = await _place(session)
        tenants = reporters.keys() | running.keys()
        books = {tenant: Book(reporters.get(tenant), running.get(tenant)) for tenant in tenants}
        return Shelf(books, place)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[PostgresPen]:
        """A pen whose writing stays when the block ends well."""
        async with self._alone.transaction() as session:
            yield PostgresPen(session, self._months)

    async def keep_months(self, now: datetime) -> None:
        """Make the months to come, drop those beyond retention."""
        async with self._alone.transaction() as session:
            await self._months.keep(session, now)


async def _reporters(session: AsyncSession) -> dict[str, dict[str, Reporter]]:
    found: dict[str, dict[str, Reporter]] = {}
    for row in await session.execute(select(schema.delivery_reporters)):
        found.setdefault(row.tenant, {})[row.reporter] = Reporter(row.sequence, row.ended_at, row.silent)
    return found


async def _running(session: AsyncSession) -> dict[str, dict[str, Running]]:
    found: dict[str, dict[str, Running]] = {}
    for row in await session.execute(select(schema.delivery_open)):
        state = DeliveryState(row.state)
        measure = Measure(state, row.reason, row.width, row.height, row.codec, row.fps)
        found.setdefault(row.tenant, {})[row.camera] = Running(row.started_at, measure, row.reporter)
    return found


async def _place(session: AsyncSession) -> Place:
    table = schema.delivery_place
    query = select(table.c.seq, table.c.life).where(table.c.stream == DELIVERY.name)
    row = (await session.execute(query)).one_or_none()
    return Place() if row is None else Place(row.seq, row.life)
