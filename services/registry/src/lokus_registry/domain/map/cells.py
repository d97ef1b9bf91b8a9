"""Cells of the map: squares of the grid, numbered so that what is near in space is near in number.

At level n the world has 2^n x 2^n cells. A cell's number interleaves the bits of its column and row
(Morton order), so that a cell is one range of the numbers of the level below, and of the points'
own numbers (`tile`, level 30) in an index.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from lokus_registry.domain.map.mercator import GRID_BITS, column, row

Range = tuple[int, int]
"""The first and the last number, both in it."""

_SPREAD: Final = tuple(sum((byte >> bit & 1) << 2 * bit for bit in range(8)) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map in degrees, WGS 84: west < east, south < north."""

    west: float
    south: float
    east: float
    north: float

    def columns(self) -> Range:
        """The columns of the grid that it touches."""
        return column(self.west), column(self.east)

    def rows(self) -> Range:
        """The rows of the grid that it touches."""
        return row(self.north), row(self.south)


@dataclass(frozen=True, slots=True)
class Cover:
    """The cells of one level that a box touches, as ranges of the points' numbers, in their order."""

    level: int
    ranges: Sequence[Range]


def cover(box: Box, finest_level: int, most: int) -> Cover:
    """Cover the box with at most `most` (4 or more) cells as fine as that allows, none finer than asked."""
    level = finest_level
    while _count(box, level) > most:
        level -= 1
    (first_column, last_column), (first_row, last_row) = _at(box, level)
    columns, rows = range(first_column, last_column + 1), range(first_row, last_row + 1)
    return Cover(level, ranges_of(level, (cell_at(*place) for place in product(columns, rows))))


def ranges_of(level: int, cells: Iterable[int]) -> Sequence[Range]:
    """The points' numbers in these cells of a level; neighbours in number become one range."""
    shift = shift_of(level)
    ranges: list[Range] = []
    for cell in sorted(cells):
        first, last = cell << shift, ((cell + 1) << shift) - 1
        if ranges and ranges[-1][1] + 1 == first:
            first, _ = ranges.pop()
        ranges.append((first, last))
    return ranges


def shift_of(level: int) -> int:
    """By how many bits a point's number is cut to be that of its cell."""
    return 2 * (GRID_BITS - level)


def cell_at(cell_column: int, cell_row: int) -> int:
    """The number of the cell in that column and row."""
    return _spread(cell_column) | _spread(cell_row) << 1


def _spread(number: int) -> int:
    """Put a zero before each bit of a number of 32 bits."""
    return (
        _SPREAD[number & 255]
        | _SPREAD[number >> 8 & 255] << 16
        | _SPREAD[number >> 16 & 255] << 32
        | _SPREAD[number >> 24] << 48
    )


def _at(box: Box, level: int) -> tuple[Range, Range]:
    shift = GRID_BITS - level
    (west, east), (north, south) = box.columns(), box.rows()
    return (west >> shift, east >> shift), (north >> shift, south >> shift)


def _count(box: Box, level: int) -> int:
    (first_column, last_column), (first_row, last_row) = _at(box, level)
    return (last_column - first_column + 1) * (last_row - first_row + 1)
