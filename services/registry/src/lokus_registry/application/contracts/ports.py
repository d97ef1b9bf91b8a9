"""What the use cases of contracts want of the outside."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from lokus_registry.application.contracts.revision_ports import StatementHistory
from lokus_registry.application.ports import Announcer, FileStore, Register, Window
from lokus_registry.domain.contracts.contract import Amendment, Contract, Stay
from lokus_registry.domain.contracts.overlay import Exclusion, MaintenanceWindow
from lokus_registry.domain.contracts.period import Span
from lokus_registry.domain.contracts.statement import Statement
from lokus_registry.domain.contracts.staying import CameraStays, Candidate
from lokus_registry.domain.organisation import Organisation


class Stays(Protocol):
    """The cameras of contracts, and since when and until when each is in one."""

    async def candidates(self, contract: str, stays: Sequence[Stay]) -> Sequence[Candidate]:
        """What must be known of the cameras that shall stay so; each is kept from changing."""
        ...

    async def put(self, contract: str, stays: Sequence[Stay]) -> None:
        """Write them; one that began at the same moment is replaced."""
        ...

    async def of_camera(self, contract: str, camera: str) -> Sequence[Stay]:
        """The stays of one camera, in order."""
        ...

    async def remove(self, contract: str, stay: Stay) -> None:
        """Remove one."""
        ...


class StayReading(Protocol):
    """The same, read and moved as a whole."""

    async def page(self, contract: str, window: Window) -> Sequence[CameraStays]:
        """Some cameras of a contract, in the order of their ids."""
        ...

    async def move(self, contract: str, before: Span, after: Span) -> int:
        """Move begins and ends that were the contract's own; return how many stays now lead out of it."""
        ...


class Amendments(Protocol):
    """Later terms of contracts."""

    async def of(self, contract: str) -> Sequence[Amendment]:
        """Those of one contract, in the order of their months."""
        ...

    async def put(self, contract: str, amendment: Amendment) -> None:
        """Write one, in place of another of the same month."""
        ...

    async def remove(self, contract: str, valid_from: date) -> None:
        """Remove that of a month."""
        ...


class SignedMonths(Protocol):
    """What both sides have signed of a contract."""

    async def signed_until(self, contract: str) -> datetime | None:
        """The end of the last month whose statement both have signed."""
        ...

    async def signed_within(self, contract: str, since: datetime, until: datetime) -> Sequence[date]:
        """The signed months that a stretch of time touches."""
        ...


@dataclass(frozen=True, slots=True)
class ContractRegisters:
    """All that one transaction about contracts may read and write."""

    contracts: Register[Contract]
    organisations: Register[Organisation]
    stays: Stays
    stay_reading: StayReading
    amendments: Amendments
    signed: SignedMonths
    windows: Register[MaintenanceWindow]
    exclusions: Register[Exclusion]
    statements: Register[Statement]
    history: StatementHistory
    files: FileStore
    announcer: Announcer


BeginContracts = Callable[[str], AbstractAsyncContextManager[ContractRegisters]]
"""Open a transaction of the tenant; it commits when the block ends well."""
