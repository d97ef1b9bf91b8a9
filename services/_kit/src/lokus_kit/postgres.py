"""PostgreSQL for a service: transactions at the edge, migrations under a lock, a transactional outbox.

One request or message is one transaction: `Database.transaction` commits when its block ends well.
What the outbox is given in a transaction is sent if and only if that transaction commits, in order,
at least once, under an id that JetStream knows; a crash on either side loses nothing.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    Table,
    Text,
    delete,
    insert,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from lokus_kit.bus import Bus
from lokus_kit.clock import Clock
from lokus_kit.errors import StartError, Unavailable
from lokus_kit.health import Health
from lokus_kit.retry import Backoff, keep_running

log = logging.getLogger(__name__)

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_MIGRATION_LOCK: Final = 7_046_101
_RELAY_LOCK: Final = 7_046_102
_RELAY_BATCH: Final = 200
_MAYBE_AWAY: Final = (OSError, TimeoutError, DBAPIError)
_AWAY_SQLSTATES: Final = ("08", "53", "57")
"""Classes of PostgreSQL error codes: connection, no resources, shutting down or starting up."""
_REFUSAL_SQLSTATES: Final = ("28", "3D")
"""Wrong role or password, no such database."""
_PATIENT: Final = Backoff(first_seconds=0.2, cap_seconds=5.0)


def async_url(url: str) -> str:
    """`postgresql://...` as SQLAlchemy's asyncpg URL."""
    return url.replace("postgresql://", "postgresql+asyncpg://", 1).replace(
        "postgres://", "postgresql+asyncpg://", 1
    )


def _sqlstate(error: Exception) -> str:
    return getattr(getattr(error, "orig", None), "sqlstate", None) or ""


def _is_away(error: Exception) -> bool:
    """Whether the server cannot be worked with now; anything else is our bug, or our settings."""
    if not isinstance(error, DBAPIError) or error.connection_invalidated:
        return True
    state = _sqlstate(error)
    return isinstance(error, InterfaceError | OperationalError) or state.startswith(_AWAY_SQLSTATES)


class Database:
    """A pool of connections to one database, owned by the root."""

    def __init__(self, url: str, clock: Clock, health: Health) -> None:
        self._engine = create_async_engine(
            async_url(url), pool_pre_ping=True, pool_size=5, max_overflow=10, connect_args={"timeout": 5}
        )
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        self._clock = clock
        self._condition = health.condition("database")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session that commits at the end; Unavailable while the database is away."""
        try:
            async with self._sessions.begin() as session:
                yield session
        except _MAYBE_AWAY as error:
            if _is_away(error):
                raise self._away(error) from error
            raise

    def _away(self, error: Exception) -> Unavailable:
        self._condition.failing("PostgreSQL cannot be reached")
        return Unavailable(f"the database is away: {type(error).__name__}; try again shortly")

    async def migrate(self, script_location: str) -> None:
        """Wait for the database, then bring its schema to head; one process at a time does it.

        StartError if the database lets us in under no circumstances.
        """
        settings = Config()
        settings.set_main_option("script_location", script_location)

        def upgrade(connection: Connection) -> None:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")

        while True:
            try:
                async with self._engine.begin() as connection:
                    await connection.run_sync(upgrade)
            except _MAYBE_AWAY as error:
                if _sqlstate(error).startswith(_REFUSAL_SQLSTATES):
                    raise StartError(f"PostgreSQL refuses the service: {error.args[0]}") from error
                if not _is_away(error):
                    raise
                log.warning("database: %s", self._away(error))
                await self._clock.sleep(1.0)
            else:
                self._condition.ok()
                return

    async def watch(self) -> None:
        """Keep readiness true to the facts; a task of the root."""
        while True:
            with suppress(Unavailable):
                async with self.transaction() as session:
                    await session.execute(text("SELECT 1"))
                self._condition.ok()
            await self._clock.sleep(5.0)

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()


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
        self, table: Table, database: Database, bus: Bus, clock: Clock, poll_seconds: float = 1.0
    ) -> None:
        self._table = table
        self._database = database
        self._bus = bus
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
