"""Alarms put into the registry's own database, as its watch would: for tests of reading and answering."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_kit.health import Health
from lokus_postgres.database import Database
from lokus_postgres.outbox import Outbox
from lokus_proto.v1.alarm import AlarmKind
from lokus_registry.adapters import schema
from lokus_registry.adapters.custody.alarms import AlarmTable
from lokus_registry.adapters.transactions import Transactions
from lokus_registry.application.custody.alarms import settle
from lokus_registry.domain.custody.alarm import Cause


class AlarmDesk:
    """Settles the alarms of things of one tenant."""

    def __init__(self, transactions: Transactions, tenant: str) -> None:
        self._begin = transactions.of(AlarmTable)
        self._tenant = tenant

    async def settle(self, thing: str, causes: Iterable[Cause], now: datetime) -> None:
        """What is wrong with the thing at that time."""
        async with self._begin(self._tenant) as bell:
            await settle(bell, thing, causes, now)


@asynccontextmanager
async def alarm_desk(database_url: str, tenant: str) -> AsyncIterator[AlarmDesk]:
    """A desk for the length of the block."""
    clock, health = SystemClock(), Health()
    database = Database(database_url, clock, health)
    outbox = Outbox(schema.outbox, database, Bus("nats://127.0.0.1:1", "test", clock, health), (), clock)
    transactions = Transactions(database, outbox, clock)
    transactions.open()
    try:
        yield AlarmDesk(transactions, tenant)
    finally:
        await database.close()


def late(site: str, *parties: str) -> Cause:
    """A leg that is late at a site."""
    return Cause(f"legs/to-{site}/arrival", AlarmKind.LEG_OVERDUE, site, "late", frozenset(parties))


def mismatch(site: str, *parties: str) -> Cause:
    """Counts that do not add up at a site."""
    return Cause(f"legs/to-{site}/counts", AlarmKind.COUNT_MISMATCH, site, "1 missing", frozenset(parties))
