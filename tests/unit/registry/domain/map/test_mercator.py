"""Degrees to the grid of the map and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_registry.domain.map.mercator import (
    GRID,
    MAX_LATITUDE,
    column,
    latitude_of,
    longitude_of,
    row,
)


def test_the_corners_of_the_world_are_those_of_the_grid() -> None:
    assert (column(-180.0), row(90.0)) == (0, 0)
    assert (column(180.0), row(-90.0)) == (GRID - 1, GRID - 1)
    assert (column(0.0), row(0.0)) == (GRID // 2, GRID // 2)


def test_monas_stands_in_the_tile_that_maps_show_it_in() -> None:
    """Tile 16/52215/33894 by the formula of the OpenStreetMap wiki, "Slippy map tilenames"."""
    assert (column(106.8271) >> 14, row(-6.1754) >> 14) == (52215, 33894)


@given(st.floats(-180, 179.9999), st.floats(-MAX_LATITUDE + 0.001, MAX_LATITUDE - 0.001))
def test_there_and_back_is_the_same_place(longitude: float, latitude: float) -> None:
    assert longitude_of(column(longitude)) == pytest.approx(longitude, abs=1e-6)
    assert latitude_of(row(latitude)) == pytest.approx(latitude, abs=1e-6)
