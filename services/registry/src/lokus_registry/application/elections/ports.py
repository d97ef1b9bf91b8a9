"""What elections want of the outside."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from lokus_registry.application.outcome import Outcome
from lokus_registry.application.ports import Announcer, Lock, Register, Window
from lokus_registry.domain.elections.election import Election
from lokus_registry.domain.elections.polling_station import Numbered, PollingStation, VulnerabilityClass
from lokus_registry.domain.place import Site


@dataclass(frozen=True, slots=True)
class StationFilter:
    """Which polling stations: all that fulfil every condition that is not None."""

    area: str | None = None
    """In this area, or in one in it."""
    special: bool | None = None
    vulnerability: VulnerabilityClass | None = None
    supervised: bool | None = None
    has_site: bool | None = None
    among: Collection[str] | None = None


class StationRegister(Protocol):
    """The polling stations of one election."""

    async def find(self, code: str, lock: Lock = Lock.NONE) -> PollingStation | None:
        """The one of that code."""
        ...

    async def search(
        self, wanted: StationFilter, window: Window, lock: Lock = Lock.NONE
    ) -> Sequence[PollingStation]:
        """A part of those that are wanted, in the order of their codes, in which they are locked as well."""
        ...

    async def put_many(self, stations: Sequence[PollingStation]) -> Sequence[Outcome]:
        """Write all in one statement; what became of each, in their order. What they refer to is there."""
        ...

    async def remove(self, code: str) -> None:
        """Remove one."""
        ...


class References(Protocol):
    """What polling stations refer to, looked up for many at once."""

    async def areas(self, codes: Collection[str]) -> set[str]:
        """Those of the codes that are areas."""
        ...

    async def sites(self, keys: Collection[str]) -> Mapping[str, Site]:
        """Those of the sites that there are, kept from changing until the end."""
        ...

    async def numbers(self, election: str, wanted: Collection[Numbered]) -> Mapping[Numbered, str]:
        """The codes of the polling stations that have these numbers in their villages."""
        ...


@dataclass(frozen=True, slots=True)
class ElectionRegisters:
    """All of it, in one transaction."""

    elections: Register[Election]
    stations: Callable[[str], StationRegister]
    """By the id of their election."""
    references: References
    announcer: Announcer


Begin = Callable[[str], AbstractAsyncContextManager[ElectionRegisters]]
"""Open a transaction of the tenant; it commits when the block ends well."""
