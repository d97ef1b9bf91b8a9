"""What the ledger wants of the outside."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from lokus_registry.domain.delivery.book import Book, Changes
from lokus_registry.domain.delivery.interval import Stretch
from lokus_registry.domain.delivery.measure import Minimum


@dataclass(frozen=True, slots=True)
class Place:
    """Up to where a life of the JetStream stream of reports need not be read again."""

    seq: int = 0
    life: str = ""


@dataclass(slots=True)
class Shelf:
    """All books, by tenant, and the place that they stand at."""

    books: dict[str, Book] = field(default_factory=dict)
    place: Place = field(default_factory=Place)


class Pen(Protocol):
    """Writes within one transaction."""

    async def closed_behind(
        self, tenant: str, cameras: Sequence[str], moment: datetime
    ) -> Mapping[str, Sequence[Stretch]]:
        """The closed intervals of these cameras that end behind a moment."""
        ...

    async def write(self, tenant: str, changes: Changes, book: Book) -> None:
        """Write down what folding changed in a tenant's book, and what the cameras are now."""
        ...

    async def mark(
        self, tenant: str, book: Book, touched: AbstractSet[str], turned: AbstractSet[str]
    ) -> None:
        """Write down where reporters stand that were `touched` (folded, or forgotten) or `turned`.

        The cameras of those that turned become unknown, or known again.
        """
        ...

    async def stand(self, place: Place) -> None:
        """Write down the place."""
        ...


class Desk(Protocol):
    """Where the one process that keeps the ledger reads and writes it."""

    async def load(self) -> Shelf:
        """All books as they were written."""
        ...

    def transaction(self) -> AbstractAsyncContextManager[Pen]:
        """All that is written in the block is there together, or not at all."""
        ...

    async def keep_months(self, now: datetime) -> None:
        """Have partitions for the months to come, and none for those beyond retention."""
        ...


class LedgerStore(Protocol):
    """Whatever keeps the ledger."""

    def alone(self) -> AbstractAsyncContextManager[Desk | None]:
        """The desk, for one process at a time; None while another one sits there."""
        ...


class Letter(Protocol):
    """A message of the plane, as it was kept."""

    @property
    def subject(self) -> str:
        """Whose it is."""
        ...

    @property
    def payload(self) -> bytes:
        """What it says."""
        ...

    @property
    def seq(self) -> int:
        """Its place in this life of the JetStream stream."""
        ...

    @property
    def life(self) -> str:
        """The life that the place is of."""
        ...


class Reading(Protocol):
    """Reports, in order."""

    async def next(self, limit: int, wait_seconds: float) -> Sequence[Letter]:
        """Those that come next, at most `limit`; Unavailable when the reading must begin anew."""
        ...


class ReportPlane(Protocol):
    """Whatever keeps reports until they are folded."""

    def read(self, place: Place) -> AbstractAsyncContextManager[Reading]:
        """Read behind a place."""
        ...


class Minimums(Protocol):
    """What contracts ask of pictures."""

    async def by_tenant(self) -> Mapping[str, Mapping[str, Minimum]]:
        """Tenant -> camera -> minimum, as of a few seconds ago at most."""
        ...


class LedgerCounts(Protocol):
    """Whatever tells how the ledger fares."""

    def folded(self, reports: int, intervals: int) -> None:
        """So many reports were folded, which closed so many intervals."""
        ...

    def refused(self) -> None:
        """A message was passed over."""
        ...

    def stands(self, lag_seconds: float, silent_reporters: int) -> None:
        """How old the newest word is when it is folded, and how many reporters are silent."""
        ...
