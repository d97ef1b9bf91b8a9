"""What late footage wants of the outside."""

from collections.abc import Sequence
from typing import Protocol

from lokus_proto.v1.late_footage import LateFootageOrder, LateFootageState


class Wharf(Protocol):
    """Where parts of files lie until ingest has them. Whatever it cannot do is Unavailable."""

    async def lay_down(self, tenant: str, footage: str, number: int, part: bytes) -> None:
        """Keep a part, in place of what lay there."""
        ...

    async def clear(self, tenant: str, footage: str, parts: int) -> None:
        """The parts are wanted no more."""
        ...


class LateBoard(Protocol):
    """Where orders and states are pinned up. Whatever it cannot do is Unavailable."""

    async def state(self, tenant: str, footage: str) -> LateFootageState | None:
        """The newest of some footage; None if there is none, or no more."""
        ...

    async def states(self, tenant: str) -> Sequence[LateFootageState]:
        """Those of all footage of a tenant."""
        ...

    async def order(self, tenant: str, order: LateFootageOrder, received: LateFootageState) -> None:
        """Have it stored; `received` stands until a worker says more."""
        ...
