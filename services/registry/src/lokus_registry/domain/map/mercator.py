"""Web Mercator (EPSG:3857) on a grid of 2^30 columns and rows, some 4 cm wide at the equator.

Column 0 begins at 180 degrees west, row 0 at the northern edge, as in tile addresses `zoom/x/y`.
What lies beyond `MAX_LATITUDE` stands at the edge.
"""

import math
from typing import Final

GRID_BITS: Final = 30
GRID: Final = 1 << GRID_BITS
MAX_LATITUDE: Final = 85.051128779806604
"""Where the world, as a square, ends."""


def column(longitude: float) -> int:
    """The column of a longitude in degrees."""
    return _on_grid((longitude + 180.0) / 360.0)


def row(latitude: float) -> int:
    """The row of a latitude in degrees."""
    within = math.radians(max(-MAX_LATITUDE, min(MAX_LATITUDE, latitude)))
    return _on_grid(0.5 - math.asinh(math.tan(within)) / (2.0 * math.pi))


def longitude_of(grid_column: float) -> float:
    """The longitude, in degrees, of a column or of a mean of columns."""
    return (grid_column + 0.5) / GRID * 360.0 - 180.0


def latitude_of(grid_row: float) -> float:
    """The latitude, in degrees, of a row or of a mean of rows."""
    return math.degrees(math.atan(math.sinh((0.5 - (grid_row + 0.5) / GRID) * 2.0 * math.pi)))


def _on_grid(share: float) -> int:
    return max(0, min(GRID - 1, math.floor(share * GRID)))
