"""A service's database: transactions at the edge, migrations under a lock, readiness that is true.

One request or message is one transaction: `Database.transaction` commits when its block ends well.
While the server is away every call is Unavailable, and the pool heals by itself: a connection that was
idle is tried before it is used. Statements are planned for their parameters each time: PostgreSQL would
keep one plan for all, and where some match a handful of rows and others half of a city, it is right for
neither.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from lokus_kit.clock import Clock
from lokus_kit.errors import StartError, Unavailable
from lokus_kit.health import Health

log = logging.getLogger(__name__)

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_TRUSTED_SECONDS: Final = 1.0
"""So long a connection is taken to be alive since it was used; to try it costs three round trips."""
_CONNECT_SECONDS: Final = 5
_STATEMENT_SECONDS: Final = 30.0
_MIGRATION_LOCK: Final = 7_046_101
_MAYBE_AWAY: Final = (OSError, TimeoutError, DBAPIError)
_AWAY_SQLSTATES: Final = ("08", "53", "57")
"""Classes of PostgreSQL error codes: connection, no resources, shutting down or starting up."""
_RETRY_SQLSTATES: Final = ("40001", "40P01")
"""A transaction that PostgreSQL ended in favour of another: it does no harm, and may be done again."""
_REFUSAL_SQLSTATES: Final = ("28", "3D")
"""Wrong role or password, no such database."""


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

    def __init__(
        self, url: str, clock: Clock, health: Health, statement_seconds: float = _STATEMENT_SECONDS
    ) -> None:
        """`statement_seconds`: a server that is silent for longer within a statement is away."""
        self._url = async_url(url)
        arguments = {
            "timeout": _CONNECT_SECONDS,
            "command_timeout": statement_seconds,
            "server_settings": {"plan_cache_mode": "force_custom_plan"},
        }
        self._engine = create_async_engine(self._url, pool_size=5, max_overflow=10, connect_args=arguments)
        _try_the_idle(self._engine.sync_engine, clock)
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
            if _sqlstate(error) in _RETRY_SQLSTATES:
                raise Unavailable("another change was made at the same moment; try again shortly") from error
            if _is_away(error):
                raise self._away(error) from error
            raise

    @asynccontextmanager
    async def alone(self, lock: int) -> AsyncIterator["Alone | None"]:
        """Be the only one, of all processes, that holds this advisory lock; None if another one is.

        All that is written through `Alone` goes over the connection that holds the lock: whoever loses the
        connection has lost the lock, and can write nothing more.
        """
        try:
            async with self._engine.connect() as connection:
                held = await connection.scalar(text(f"SELECT pg_try_advisory_lock({lock})"))
                await connection.commit()
                try:
                    yield Alone(connection) if held else None
                finally:
                    await connection.invalidate()  # the lock goes with it, whatever state it is in
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

        # An engine of its own: a step may take as long as a large table wants.
        patient = create_async_engine(
            self._url, poolclass=NullPool, connect_args={"timeout": _CONNECT_SECONDS}
        )
        while True:
            try:
                async with patient.begin() as connection:
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


def _try_the_idle(engine: Engine, clock: Clock) -> None:
    """Have each connection that was idle tried before it is handed out, and replaced if it is dead."""

    @event.listens_for(engine, "checkin")
    def used(_: object, record: ConnectionPoolEntry) -> None:
        record.info["used_seconds"] = clock.monotonic_seconds()

    @event.listens_for(engine, "checkout")
    def wanted(connection: DBAPIConnection, record: ConnectionPoolEntry, _: object) -> None:
        idle_seconds = clock.monotonic_seconds() - record.info.get("used_seconds", clock.monotonic_seconds())
        if idle_seconds < _TRUSTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except (engine.dialect.loaded_dbapi.Error, OSError) as error:
            raise DisconnectionError("it died while it was idle") from error


class Alone:
    """Transactions of the one process that holds a lock, one after the other."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session that commits at the end."""
        async with AsyncSession(self._connection, expire_on_commit=False) as session, session.begin():
            yield session
