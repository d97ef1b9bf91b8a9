"""What it takes to have a month's statement replaced by its next revision."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from lokus_registry.application.ports import Announcer, Register
from lokus_registry.domain.contracts.period import Span
from lokus_registry.domain.contracts.statement import Statement


class StatementHistory(Protocol):
    """The revisions of a contract's months."""

    async def last(self, contract: str, month: date) -> Statement | None:
        """The newest revision, locked."""
        ...

    async def unsigned(self, contract: str, spans: Sequence[Span]) -> Sequence[Statement]:
        """The newest revisions of the months that some time touches, locked; none that both have signed.

        One that is being computed is waited for: what it did not see yet makes it stale.
        """
        ...

    async def supersede(self, contract: str, months: Sequence[date]) -> None:
        """Drafts and previews of those months are no longer the newest."""
        ...

    async def next_queued(self) -> Statement | None:
        """The longest waiting one that nobody else works on, locked."""
        ...


class RevisionRegisters(Protocol):
    """What a transaction needs that has statements computed anew; its contract is locked before."""

    @property
    def statements(self) -> Register[Statement]:
        """All statements."""
        ...

    @property
    def history(self) -> StatementHistory:
        """The same, as revisions."""
        ...

    @property
    def announcer(self) -> Announcer:
        """The change feed."""
        ...
