"""The transactional outbox: a table of messages that leave with the transaction that wrote them.

What the outbox is given in a transaction is sent if and only if that transaction commits, in order for
each subject, at least once, under an id that JetStream knows; a crash on either side loses nothing.

It is sent in waves: a wave holds one message of each subject, all of them in flight at once, and the next
wave goes out when JetStream has kept this one. So a message that fails is never overtaken by a later one
of its subject, and many subjects cost hardly more waiting than one.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple, Protocol, TypeVar

from sqlalchemy import (
    BigInteger,
    Column,
    LargeBinary,
    MetaData,
    Row,
    Table,
    Text,
    any_,
    delete,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running
from lokus_postgres.database import Database
from lokus_postgres.rows import as_select
from lokus_proto.jetstream import JetStreamStream

_RELAY_LOCK: Final = 7_046_102
_RELAY_BATCH: Final = 1000
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


class _Addressed(Protocol):
    @property
    def subject(self) -> str: ...


M = TypeVar("M", bound=_Addressed)


class Outgoing(NamedTuple):
    """One message; `message_id` is unique for ever."""

    subject: str
    payload: bytes
    message_id: str


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
        await self.add_many(session, [Outgoing(subject, payload, message_id)])

    async def add_many(self, session: AsyncSession, messages: Sequence[Outgoing]) -> None:
        """Write many in their order, as one statement."""
        if messages:
            columns = [self._table.c[name] for name in Outgoing._fields]
            rows = as_select(columns, [message._asdict() for message in messages])
            await session.execute(insert(self._table).from_select(columns, rows))

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
        """Send what waits first; False when no more waits, or another process sends."""
        async with self._database.transaction() as session:
            lock = text(f"SELECT pg_try_advisory_xact_lock({_RELAY_LOCK})")
            if not (await session.execute(lock)).scalar_one():
                return False
            query = select(self._table).order_by(self._table.c.id).limit(_RELAY_BATCH)
            rows = (await session.execute(query)).all()
            kept, failures = await self._send(rows)
            # By their ids: a row below the last may have been committed since.
            gone = any_(literal(kept, ARRAY(BigInteger)))
            await session.execute(delete(self._table).where(self._table.c.id == gone))
        if failures:
            raise failures[0]
        return len(rows) == _RELAY_BATCH

    async def _send(self, rows: Sequence[Row[Any]]) -> tuple[list[int], list[Unavailable]]:
        """Send wave after wave; return the ids of what was kept, and why the last wave was not."""
        kept: list[int] = []
        failures: list[Unavailable] = []

        async def keep(row: Row[Any]) -> None:
            try:
                await self._bus.publish_kept(row.subject, row.payload, row.message_id)
                kept.append(row.id)
            except Unavailable as error:
                failures.append(error)

        for wave in _waves(rows):
            async with asyncio.TaskGroup() as tasks:
                for row in wave:
                    tasks.create_task(keep(row), name=f"send {row.message_id}")
            if failures:
                break
        return kept, failures


def _waves(rows: Sequence[M]) -> Iterator[Sequence[M]]:
    """Part rows so that no two of a subject are together, and those of a subject follow in their order."""
    lines: dict[str, list[M]] = defaultdict(list)
    for row in rows:
        lines[row.subject].append(row)
    for place in range(max(map(len, lines.values()), default=0)):
        yield [line[place] for line in lines.values() if place < len(line)]
