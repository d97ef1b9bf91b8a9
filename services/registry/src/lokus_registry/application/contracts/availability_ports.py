"""What the question of availability wants of the outside."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from lokus_registry.application.contracts.ports import Amendments
from lokus_registry.application.ports import Register
from lokus_registry.domain.contracts.availability import MeasuredCamera
from lokus_registry.domain.contracts.contract import Contract
from lokus_registry.domain.contracts.dispute import Dispute
from lokus_registry.domain.contracts.overlay import Overlay
from lokus_registry.domain.contracts.period import Span
from lokus_registry.domain.policy.scope import Scope


@dataclass(frozen=True, slots=True)
class WhichCameras:
    """Those that are all of this: one, a vendor's, at some time of the period in a contract, in an area."""

    camera: str | None = None
    vendor: str | None = None
    contract: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Holders:
    """Whose a camera is."""

    owner: str
    vendor: str | None


class Selection(Protocol):
    """The cameras that are asked about."""

    async def holders(self, camera: str) -> Holders | None:
        """Whose it is; None when there is none."""
        ...

    async def count(self, which: WhichCameras, scope: Scope, period: Span) -> int:
        """How many there are."""
        ...

    async def contracts(self, which: WhichCameras, period: Span) -> Sequence[str]:
        """Those in which cameras were in the period: the asked one, or any."""
        ...

    def cameras(
        self, which: WhichCameras, scope: Scope, period: Span
    ) -> AsyncIterator[Sequence[MeasuredCamera]]:
        """Each with what was measured of it, in the order of ids, some at a time."""
        ...


class LaidOver(Protocol):
    """What both sides of a contract have agreed lies over the measurement."""

    async def overlays(self, contract: str, period: Span) -> Sequence[Overlay]:
        """The agreed windows and approved exclusions that touch a period."""
        ...

    async def upheld_within(self, contract: str, period: Span) -> Sequence[Dispute]:
        """The disputes about some of a period that were upheld."""
        ...


@dataclass(frozen=True, slots=True)
class AvailabilityRegisters:
    """All that one transaction about availability reads."""

    contracts: Register[Contract]
    amendments: Amendments
    laid_over: LaidOver
    selection: Selection


BeginAvailability = Callable[[str], AbstractAsyncContextManager[AvailabilityRegisters]]
"""Open a transaction of the tenant."""
