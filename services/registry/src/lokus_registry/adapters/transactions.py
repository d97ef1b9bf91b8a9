"""Transactions of one tenant: `begin` yields the registers, commits, then wakes the outbox."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_kit.clock import Clock
from lokus_kit.errors import Conflict, Unavailable
from lokus_postgres.database import Database
from lokus_postgres.outbox import Outbox
from lokus_registry.adapters import schema
from lokus_registry.adapters.announcer import OutboxAnnouncer
from lokus_registry.adapters.cameras import CameraTable
from lokus_registry.adapters.places import SiteTable, ZoneTable
from lokus_registry.adapters.register import TableRegister
from lokus_registry.application.ports import Registers
from lokus_registry.domain.area import Area
from lokus_registry.domain.organisation import Organisation


class Transactions:
    """Opens transactions; shared by all requests."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._open = False

    def open(self) -> None:
        """The schema is there: let requests in."""
        self._open = True

    @asynccontextmanager
    async def begin(self, tenant: str) -> AsyncIterator[Registers]:
        """One transaction; Conflict when another one's change, seen too late, stands against it."""
        if not self._open:
            raise Unavailable("the database is not ready yet; try again shortly")
        try:
            async with self._database.transaction() as session:
                yield self._registers(session, tenant)
        except IntegrityError as error:
            raise Conflict(
                "what this creates, removes or refers to was changed by somebody else at the same moment: "
                "send the request again",
                reason="race",
            ) from error
        self._outbox.wake()

    def _registers(self, session: AsyncSession, tenant: str) -> Registers:
        cameras = CameraTable(session, tenant)
        owned_by = {"sites": schema.sites.c.owner, "cameras": schema.cameras.c.vendor}
        lies_in = {"areas": schema.areas.c.parent, "sites": schema.sites.c.area}
        return Registers(
            organisations=TableRegister(session, tenant, schema.organisations, Organisation, owned_by),
            areas=TableRegister(session, tenant, schema.areas, Area, lies_in),
            sites=SiteTable(session, tenant),
            zones=ZoneTable(session, tenant),
            cameras=cameras,
            history=cameras,
            announcer=OutboxAnnouncer(session, tenant, self._outbox, self._clock),
        )
