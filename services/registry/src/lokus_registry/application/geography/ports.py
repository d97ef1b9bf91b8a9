"""What geography wants of the outside, areas one by one aside (`application.ports`)."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from lokus_registry.application.outcome import Outcome
from lokus_registry.application.ports import Announcer, Lock, Window
from lokus_registry.domain.area import Area, AreaLevel
from lokus_registry.domain.geography.boundary import Boundary, Point
from lokus_registry.domain.geography.counts import CountsReport


@dataclass(frozen=True, slots=True)
class AreaFilter:
    """Which areas: all that fulfil every condition that is not None."""

    parent: str | None = None
    level: AreaLevel | None = None
    within: str | None = None
    """The area and all in it."""
    name: str | None = None
    """A part of the name, in capitals or not."""
    among: Collection[str] | None = None
    at: Point | None = None
    """A point in it: what has no boundary holds none."""


class AreaRegister(Protocol):
    """The areas of a tenant, many at once."""

    async def search(self, wanted: AreaFilter, window: Window) -> Sequence[Area]:
        """A part of them, in the order of their codes; `at` is not for it to say."""
        ...

    async def known(self, codes: Collection[str]) -> set[str]:
        """Those of the codes that there are."""
        ...

    async def put_many(self, areas: Sequence[Area]) -> Sequence[Outcome]:
        """Write all in one statement; what became of each, in order. Parents are there, or among them."""
        ...


class BoundaryRegister(Protocol):
    """The boundaries of a tenant's areas."""

    async def find(self, code: str, lock: Lock = Lock.NONE) -> Boundary | None:
        """The boundary of an area."""
        ...

    async def around(self, point: Point) -> Sequence[Boundary]:
        """The boundaries whose boxes hold a point."""
        ...

    async def put_many(self, boundaries: Sequence[Boundary]) -> Sequence[Outcome]:
        """Write all in one statement; what became of each, in their order. Their areas are there."""
        ...

    async def remove(self, code: str) -> None:
        """Remove one."""
        ...


class Counting(Protocol):
    """Counts what lies in areas."""

    async def count(self, area: Area, by: AreaLevel | None, election: str | None) -> CountsReport:
        """The counts of the area and of each of level `by` in it; polling stations of one election."""
        ...

    async def has_election(self, key: str) -> bool:
        """Tell whether there is one."""
        ...


@dataclass(frozen=True, slots=True)
class GeographyRegisters:
    """All of it, in one transaction."""

    areas: AreaRegister
    boundaries: BoundaryRegister
    counting: Counting
    announcer: Announcer


Begin = Callable[[str], AbstractAsyncContextManager[GeographyRegisters]]
"""Open a transaction of the tenant; it commits when the block ends well."""
