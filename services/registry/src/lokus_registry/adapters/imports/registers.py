"""What transactions of imports work on."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from lokus_kit.clock import Clock
from lokus_registry.adapters.elections.registers import election_registers
from lokus_registry.adapters.geography.registers import geography_registers
from lokus_registry.adapters.imports.batch import Batch
from lokus_registry.adapters.imports.bodies import SealedBodies
from lokus_registry.adapters.imports.jobs import JobTable
from lokus_registry.adapters.safe import FernetSafe
from lokus_registry.adapters.transactions import Work, registers
from lokus_registry.application.imports.ports import (
    Attempt,
    ImportElections,
    ImportGeography,
    JobRegisters,
    WorkRegisters,
)


def job_registers(safe: FernetSafe, clock: Clock) -> Callable[[Work], JobRegisters]:
    """What makes the registers of those who send imports and look at them."""

    def make(work: Work) -> JobRegisters:
        return JobRegisters(
            jobs=JobTable(work.session, work.tenant, clock),
            bodies=SealedBodies(work.session, work.tenant, safe),
        )

    return make


def work_registers(safe: FernetSafe, clock: Clock) -> Callable[[Work], WorkRegisters]:
    """What makes the registers of who does them."""

    def make(work: Work) -> WorkRegisters:
        return WorkRegisters(
            jobs=JobTable(work.session, work.tenant, clock),
            bodies=SealedBodies(work.session, work.tenant, safe),
            batch=Batch(registers(work), work),
            elections=_elections(work),
            geography=_geography(work),
        )

    return make


def _elections(work: Work) -> ImportElections:
    plain = election_registers(work)
    return ImportElections(plain.elections, plain.stations, plain.references, plain.announcer, _attempt(work))


def _geography(work: Work) -> ImportGeography:
    plain = geography_registers(work)
    return ImportGeography(plain.areas, plain.boundaries, plain.counting, plain.announcer, _attempt(work))


def _attempt(work: Work) -> Attempt:
    @asynccontextmanager
    async def attempt(*, dry_run: bool) -> AsyncIterator[None]:
        async with work.session.begin_nested() as savepoint:
            yield
            if dry_run:
                await savepoint.rollback()

    return attempt
