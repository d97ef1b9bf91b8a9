"""Where something moves in one picture.

The picture comes as a grid of cells, each with the part of it that differs from the background and
the part that also changed since the picture before. A group of touching cells moves if it is large
enough, changes, and did so in the picture before in about the same place: what changes once and then
stands (a digit of a burnt-in clock) is no motion, and neither is a picture that is different nearly
everywhere (light, a turned camera).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Final

import numpy as np
import numpy.typing as npt

from lokus_analytics.domain.box import Box

Grid = npt.NDArray[np.float32]

EVERYWHERE: Final = 0.4
"""Above this part of the picture a difference is a change of light, not a thing that moves."""

_CELL_PART: Final = 0.25
_GROUP_PICTURE_PART: Final = 0.0015
_GROUP_CHANGED_CELLS: Final = 0.3


@dataclass(frozen=True, slots=True)
class Cells:
    """Two grids (rows, columns) of parts from 0 to 1; `changed` never exceeds `foreground`."""

    foreground: Grid
    changed: Grid


class MotionFinder:
    """Looks at the pictures of one camera, one after the other."""

    def __init__(self) -> None:
        self._before: list[Box] = []

    def find(self, cells: Cells) -> Box | None:
        """The box around all groups that move, or None."""
        boxes = _changing(cells)
        moving = [box for box in boxes if any(box.touches(other) for other in self._before)]
        self._before = boxes
        if not moving:
            return None
        return reduce(Box.union, moving)


def _changing(cells: Cells) -> list[Box]:
    """The boxes of the groups that are large enough and change."""
    if float(cells.foreground.mean()) > EVERYWHERE:
        return []
    rows, columns = cells.foreground.shape
    least_cells = _GROUP_PICTURE_PART * cells.foreground.size
    return [
        _box(group, rows, columns)
        for group in _groups(cells.foreground >= _CELL_PART)
        if _total(cells.foreground, group) >= least_cells
        and _total(cells.changed, group) >= _GROUP_CHANGED_CELLS
    ]


def _groups(active: npt.NDArray[np.bool_]) -> Iterator[list[tuple[int, int]]]:
    """Yield the sets of active cells that touch, corners too."""
    left = {(int(row), int(column)) for row, column in np.argwhere(active)}
    while left:
        group, edge = [], [left.pop()]
        while edge:
            row, column = cell = edge.pop()
            group.append(cell)
            around = {(row + r, column + c) for r in (-1, 0, 1) for c in (-1, 0, 1)} & left
            left -= around
            edge.extend(around)
        yield group


def _total(grid: Grid, group: list[tuple[int, int]]) -> float:
    return sum(float(grid[cell]) for cell in group)


def _box(group: list[tuple[int, int]], rows: int, columns: int) -> Box:
    ys, xs = zip(*group, strict=True)
    return Box(min(xs) / columns, min(ys) / rows, (max(xs) + 1) / columns, (max(ys) + 1) / rows)
