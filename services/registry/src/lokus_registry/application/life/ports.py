"""What the calls on camera lives want of the outside."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lokus_registry.application.ports import FileStore, Registers
from lokus_registry.domain.life.acceptance_test import Expected
from lokus_registry.domain.life.consent import Consent
from lokus_registry.domain.life.life import LifeChange
from lokus_registry.domain.life.placement import Placement
from lokus_registry.domain.life.trial import Trial


class LifeHistory(Protocol):
    """What became of cameras."""

    async def history(self, camera: str, limit: int) -> Sequence[LifeChange]:
        """The newest changes, the newest first."""
        ...


class ConsentRegister(Protocol):
    """The consents of partners, of which the last of each camera stands."""

    async def of(self, camera: str) -> Sequence[Consent]:
        """All that were given, the newest first."""
        ...

    async def add(self, consent: Consent) -> None:
        """Keep one behind those before."""
        ...

    async def close(self, consent: Consent) -> None:
        """Write the withdrawal of the last one."""
        ...


class PlacementRegister(Protocol):
    """How cameras are placed."""

    async def find(self, camera: str) -> Placement | None:
        """The placement of a camera."""
        ...

    async def put(self, placement: Placement) -> None:
        """Write it, new or not."""
        ...


class TrialRegister(Protocol):
    """The acceptance tests of cameras."""

    async def find(self, camera: str, number: int) -> Trial | None:
        """One test."""
        ...

    async def of(self, camera: str, limit: int) -> Sequence[Trial]:
        """The newest tests of a camera, the newest first."""
        ...

    async def next_number(self, camera: str) -> int:
        """The number of the test to come."""
        ...

    async def put(self, trial: Trial) -> None:
        """Write one, new or not."""
        ...


class ContractTerms(Protocol):
    """What contracts say of cameras."""

    async def expected_of(self, camera: str, at: datetime) -> Expected | None:
        """What a camera has to deliver at that moment; None if it is in no contract."""
        ...


class TrialQueue(Protocol):
    """The open tests of all tenants, each claimed by one process at a time."""

    async def claim(self, now: datetime, until: datetime) -> tuple[str, Trial] | None:
        """The next test that nobody has claimed, with its tenant; it is running now."""
        ...

    async def renew(self, mine: Sequence[tuple[str, str, int]], until: datetime) -> None:
        """Go on claiming tests: (tenant, camera, number)."""
        ...


@dataclass(frozen=True, slots=True)
class LifeRegisters:
    """What one transaction about lives works on; `all` are those of places and cameras."""

    all: Registers
    history: LifeHistory
    consents: ConsentRegister
    placements: PlacementRegister
    trials: TrialRegister
    terms: ContractTerms
    files: FileStore


BeginLife = Callable[[str], AbstractAsyncContextManager[LifeRegisters]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A camera that waits for its first pictures; those that began before `pictures_after` do not count."""

    tenant: str
    camera: str
    pictures_after: datetime


class WaitingRoom(Protocol):
    """The cameras of all tenants that wait to be probed."""

    async def waiting(self, since: datetime | None) -> Sequence[Waiting]:
        """Those that have been waiting since then, or all of them."""
        ...
