"""A look at a part of the map: its points while they are few, else clusters by cell.

Clusters hold all of their cell, also what lies beyond the edge of the asked part, so that they stay as
they are while somebody moves the map.
"""

from typing import Final

from lokus_identity.caller import Caller
from lokus_registry.application.map.looking import looking
from lokus_registry.application.map.ports import BeginMap, InCell, MapRegisters
from lokus_registry.domain.map.cells import Box, cover
from lokus_registry.domain.map.mercator import GRID_BITS
from lokus_registry.domain.map.picture import Layer, Picture
from lokus_registry.domain.policy.survey import Outlook, may_survey

MOST: Final = 500
"""Things in a picture, at most."""

_LEVELS_BELOW_ZOOM: Final = 2
"""A cell is a quarter of a tile of 256 pixels wide."""

_COVER_CELLS: Final = 64
"""With how many cells a box is covered to find its points: more follow its edge better, and cost more."""


class MapView:
    """The call on the map."""

    def __init__(self, begin: BeginMap) -> None:
        self._begin = begin

    async def look(self, caller: Caller, layer: Layer, box: Box, zoom: int) -> Picture:
        """What the caller sees in the box at that zoom (of tiles of 256 pixels, 0 to 22)."""
        may_survey(caller)
        async with self._begin(caller.tenant) as registers:
            scope = await looking(caller, registers.organisations)
            close = cover(box, GRID_BITS, _COVER_CELLS)
            if await registers.points.count(layer, box, close, scope, MOST + 1) <= MOST:
                return Picture(await registers.points.within(layer, box, close, scope), ())
            return await _clustered(registers, layer, box, zoom, scope)


async def _clustered(registers: MapRegisters, layer: Layer, box: Box, zoom: int, scope: Outlook) -> Picture:
    cells = cover(box, zoom + _LEVELS_BELOW_ZOOM, MOST)
    found = await registers.points.cells(layer, cells, scope)
    alone = [each.cell for each in found if _is_alone(each)]
    points = await registers.points.alone(layer, cells.level, alone, scope)
    return Picture(points, [each.cluster for each in found if not _is_alone(each)])


def _is_alone(found: InCell) -> bool:
    return found.cluster.count == 1
