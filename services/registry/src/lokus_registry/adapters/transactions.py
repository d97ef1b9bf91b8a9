"""Transactions of one tenant: what `of` returns opens one, yields registers, commits, and wakes the outbox.

Each subject area has registers of its own, made for the transaction (`Work`) by a function that its
adapters export; `registers` makes those of organisations, areas, people, sites, zones and cameras.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Column, func, literal
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_kit.clock import Clock
from lokus_kit.errors import Conflict, Unavailable
from lokus_postgres.database import Database
from lokus_postgres.outbox import Outbox
from lokus_registry.adapters import schema
from lokus_registry.adapters.announcer import OutboxAnnouncer
from lokus_registry.adapters.cameras import CameraTable
from lokus_registry.adapters.files import FileTable
from lokus_registry.adapters.life.lives import LifeTable
from lokus_registry.adapters.organisations import OrganisationTable
from lokus_registry.adapters.people import PeopleTable
from lokus_registry.adapters.places import SiteTable, VotingTable, ZoneTable
from lokus_registry.adapters.register import Held, TableRegister
from lokus_registry.adapters.zone_privacy import PrivacyTable
from lokus_registry.application.files import FileRegisters
from lokus_registry.application.ports import Registers
from lokus_registry.domain.area import Area

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction: what the registers of an area are bound to."""

    session: AsyncSession
    tenant: str
    announcer: OutboxAnnouncer


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

    def of(self, make: Callable[[Work], R]) -> Callable[[str], AbstractAsyncContextManager[R]]:
        """Return what opens a transaction of a tenant and yields the registers that `make` binds to it."""

        @asynccontextmanager
        async def begin(tenant: str) -> AsyncIterator[R]:
            async with self._begin(tenant) as work:
                yield make(work)

        return begin

    @asynccontextmanager
    async def _begin(self, tenant: str) -> AsyncIterator[Work]:
        """One transaction; Conflict when another one's change, seen too late, stands against it."""
        if not self._open:
            raise Unavailable("the database is not ready yet; try again shortly")
        try:
            async with self._database.transaction() as session:
                announcer = OutboxAnnouncer(session, tenant, self._outbox, self._clock)
                yield Work(session, tenant, announcer)
        except IntegrityError as error:
            raise Conflict(
                "what this creates, removes or refers to was changed by somebody else at the same moment: "
                "send the request again",
                reason="race",
            ) from error
        if announcer.told:
            self._outbox.wake()


def registers(work: Work) -> Registers:
    """The registers of the directory, of places and of cameras."""
    session, tenant = work.session, work.tenant
    cameras = CameraTable(session, tenant)
    organisations = schema.organisations
    answers_for = Held(organisations, lambda area: literal(area) == func.any(organisations.c.jurisdiction))
    lies_in: dict[str, Column[Any] | Held] = {
        "areas": schema.areas.c.parent,
        "sites": schema.sites.c.area,
        "polling-stations": schema.polling_stations.c.area,
        "organisations": answers_for,
    }
    return Registers(
        organisations=OrganisationTable(session, tenant),
        areas=TableRegister(session, tenant, schema.areas, Area, lies_in),
        people=PeopleTable(session, tenant),
        sites=SiteTable(session, tenant),
        voting=VotingTable(session, tenant),
        zones=ZoneTable(session, tenant),
        cameras=cameras,
        history=cameras,
        lives=LifeTable(session, tenant),
        privacy=PrivacyTable(session, tenant, work.announcer),
        files=FileTable(session, tenant),
        announcer=work.announcer,
    )


def file_registers(work: Work) -> FileRegisters:
    """The registers of files."""
    return FileRegisters(FileTable(work.session, work.tenant), work.announcer)
