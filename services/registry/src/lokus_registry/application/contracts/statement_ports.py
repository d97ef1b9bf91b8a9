"""What the use cases of statements want of the outside."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from lokus_registry.application.contracts.ports import Amendments
from lokus_registry.application.contracts.revision_ports import StatementHistory
from lokus_registry.application.ports import Announcer, FileStore, Register, Window
from lokus_registry.domain.contracts.contract import Contract
from lokus_registry.domain.contracts.dispute import Dispute
from lokus_registry.domain.contracts.overlay import Overlay
from lokus_registry.domain.contracts.period import Span
from lokus_registry.domain.contracts.reckoning import CameraMonth, Line
from lokus_registry.domain.contracts.statement import Statement


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as it is listed: money, outages, and what availability is made of."""

    id: str
    delivering_ms: int
    measured_ms: int
    outages: int
    late_outages: int
    fee: int
    credit: int


class Lines(Protocol):
    """The lines of statements, which never change."""

    async def add(self, statement: str, lines: Sequence[Line]) -> None:
        """Keep some."""
        ...

    async def close(self, statement: str, head: str) -> None:
        """Keep the head, once all lines are there."""
        ...

    async def page(self, statement: str, window: Window) -> Sequence[ShownLine]:
        """Some lines, in the order of cameras."""
        ...

    async def texts(self, statement: str, window: Window) -> Sequence[tuple[str, str]]:
        """Some cameras and their lines of the document."""
        ...


class StatementText(Protocol):
    """Parts of the document of a statement."""

    async def head(self, statement: str) -> Mapping[str, Any] | None:
        """The first line; None while it is not computed."""
        ...

    async def line(self, statement: str, camera: str) -> Mapping[str, Any] | None:
        """That of a camera."""
        ...


class Basis(Protocol):
    """What a statement is computed from."""

    async def overlays(self, contract: str, period: Span) -> Sequence[Overlay]:
        """The agreed windows and approved exclusions that touch a period."""
        ...

    async def upheld(self, contract: str, month: date) -> Sequence[Dispute]:
        """The disputes about a month, in any revision, that were upheld."""
        ...

    def cameras(self, contract: str, period: Span) -> AsyncIterator[Sequence[CameraMonth]]:
        """What was measured of each camera that was in the contract, in the order of ids, some at a time."""
        ...


class DisputeCount(Protocol):
    """Disputes that wait for an answer."""

    async def open_about(self, contract: str, month: date) -> int:
        """How many about a month, in any revision."""
        ...


@dataclass(frozen=True, slots=True)
class StatementRegisters:
    """All that one transaction about statements may read and write."""

    contracts: Register[Contract]
    amendments: Amendments
    statements: Register[Statement]
    history: StatementHistory
    lines: Lines
    text: StatementText
    basis: Basis
    disputes: Register[Dispute]
    dispute_count: DisputeCount
    files: FileStore
    announcer: Announcer


BeginStatements = Callable[[str], AbstractAsyncContextManager[StatementRegisters]]
"""Open a transaction of the tenant; it commits when the block ends well."""


class Tenants(Protocol):
    """All tenants, for work that is nobody's request."""

    async def with_queued_statement(self) -> str | None:
        """A tenant in which a statement waits to be computed."""
        ...
