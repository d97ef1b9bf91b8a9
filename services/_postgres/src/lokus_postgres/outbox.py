"""The transactional outbox: a table of messages that leave with the transaction that wrote them.

What the outbox is given in a transaction is sent if and only if that transaction commits, in order,
at least once, under an id that JetStream knows; a crash on either side loses nothing.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, Table, Text, delete, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running
from lokus_postgres.database import Database
from lokus_proto.jetstream import JetStreamStream

_RELAY_LOCK: Final = 7_046_102
_RELAY_BATCH: Final = 200
_PATIENT: Final = Backoff(first_seconds=0.2, cap_seconds=5.0)


def outbox_table(metadata: MetaData) -> Table:
    """The outbox of a service, as a part of its own schema."""
    return Table(
        "outbox",
        metadata,
        Column("id", BigInteger, primary_key=True, autoincrement=True),
        Column("message_id", Text, nullable=False, unique=True),
        Column("subject", Text, nullable=False),
        Column("payload", LargeBinary, nullable=False),
    )


class Outbox:
    """Messages that leave with the transaction that wrote them."""

    def __init__(
        self,
        table: Table,
        database: Database,
        bus: Bus,
        streams: Sequence[JetStreamStream],
        clock: Clock,
        poll_seconds: float = 1.0,
    ) -> None:
        """`streams` keep what is sent; each is made before the first message, and again if it is lost."""
        self._table = table
        self._database = database
        self._bus = bus
        self._streams = streams
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._written = asyncio.Event()

    async def add(self, session: AsyncSession, subject: str, payload: bytes, message_id: str) -> None:
        """Write a message into the caller's transaction; call `wake` once that has committed."""
        row: dict[str, Any] = {"subject": subject, "payload": payload, "message_id": message_id}
        await session.execute(insert(self._table).values(row))

    def wake(self) -> None:
        """Something was committed: send it now rather than at the next look."""
        self._written.set()

    async def run(self) -> None:
        """Send what is there, for ever; a task of the root."""
        await keep_running(
            "outbox", self._run_once, retry_on=(Unavailable,), clock=self._clock, backoff=_PATIENT
        )

    async def _run_once(self) -> None:
        for stream in self._streams:
            await self._bus.ensure(stream)
        while True:
            self._written.clear()
            while await self._send_batch():
                pass
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll_seconds):
                    await self._written.wait()

    async def _send_batch(self) -> bool:
        async with self._database.transaction() as session:
            lock = text(f"SELECT pg_try_advisory_xact_lock({_RELAY_LOCK})")
            if not (await session.execute(lock)).scalar_one():
                return False
            query = select(self._table).order_by(self._table.c.id).limit(_RELAY_BATCH)
            rows = (await session.execute(query)).all()
            for row in rows:
                await self._bus.publish_kept(row.subject, row.payload, row.message_id)
            if rows:
                await session.execute(
                    delete(self._table).where(self._table.c.id.in_([row.id for row in rows]))
                )
            return len(rows) == _RELAY_BATCH
