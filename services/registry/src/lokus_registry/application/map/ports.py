"""What the map asks of the outside."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from lokus_registry.application.ports import Register
from lokus_registry.domain.map.cells import Box, Cover
from lokus_registry.domain.map.picture import Cluster, Layer, MapPoint
from lokus_registry.domain.organisation import Organisation
from lokus_registry.domain.policy.survey import Outlook


@dataclass(frozen=True, slots=True)
class InCell:
    """What one cell holds: its number, and its things as a cluster."""

    cell: int
    cluster: Cluster


class MapPoints(Protocol):
    """The points of one tenant."""

    async def count(self, layer: Layer, box: Box, cover: Cover, outlook: Outlook, limit: int) -> int:
        """How many points stand in the box; `limit` when they are so many or more."""
        ...

    async def within(self, layer: Layer, box: Box, cover: Cover, outlook: Outlook) -> Sequence[MapPoint]:
        """The points in the box, in the order of their ids."""
        ...

    async def cells(self, layer: Layer, cover: Cover, outlook: Outlook) -> Sequence[InCell]:
        """What each cell of the cover holds, in the order of cells; empty cells are left out."""
        ...

    async def alone(
        self, layer: Layer, level: int, cells: Sequence[int], outlook: Outlook
    ) -> Sequence[MapPoint]:
        """The points in these cells of a level, in the order of their ids."""
        ...


@dataclass(frozen=True, slots=True)
class MapRegisters:
    """What a look at the map reads."""

    points: MapPoints
    organisations: Register[Organisation]


BeginMap = Callable[[str], AbstractAsyncContextManager[MapRegisters]]
"""Open a transaction of the tenant that reads the map."""
