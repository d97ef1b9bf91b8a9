"""Cells and covers: what they hold, and what they leave out."""

from hypothesis import given
from hypothesis import strategies as st

from lokus_registry.domain.map.cells import Box, cell_at, cover, ranges_of, shift_of
from lokus_registry.domain.map.mercator import GRID_BITS, column, row

_MOST = 64


@st.composite
def _boxes(draw: st.DrawFn) -> Box:
    west, south = draw(st.floats(-180, 179.99)), draw(st.floats(-85, 84.99))
    return Box(west, south, draw(st.floats(west, 180)), draw(st.floats(south, 85)))


@given(_boxes(), st.integers(0, GRID_BITS), st.floats(0, 1), st.floats(0, 1))
def test_a_cover_holds_every_point_of_its_box(box: Box, level: int, across: float, up: float) -> None:
    longitude = min(box.east, box.west + across * (box.east - box.west))
    latitude = min(box.north, box.south + up * (box.north - box.south))
    point = cell_at(column(longitude), row(latitude))
    assert any(first <= point <= last for first, last in cover(box, level, _MOST).ranges)


@given(_boxes(), st.integers(0, GRID_BITS))
def test_a_cover_is_of_few_cells_in_order_and_as_fine_as_may_be(box: Box, finest: int) -> None:
    found = cover(box, finest, _MOST)
    cell = 1 << shift_of(found.level)
    assert sum(last + 1 - first for first, last in found.ranges) // cell <= _MOST
    assert found.level <= finest
    ends = [end for part in found.ranges for end in part]
    assert ends == sorted(ends)
    assert all(
        before[1] + 1 < after[0] for before, after in zip(found.ranges, found.ranges[1:], strict=False)
    )


def test_the_four_quarters_of_a_cell_are_one_range() -> None:
    assert [cell_at(*place) for place in ((0, 0), (1, 0), (0, 1), (1, 1), (2, 0))] == [0, 1, 2, 3, 4]
    whole = 1 << 2 * GRID_BITS
    assert ranges_of(1, [3, 0, 2, 1]) == [(0, whole - 1)]
    assert ranges_of(1, [0, 2]) == [(0, whole // 4 - 1), (whole // 2, whole * 3 // 4 - 1)]


def test_a_small_box_at_a_deep_zoom_is_covered_closely() -> None:
    found = cover(Box(106.82, -6.18, 106.83, -6.17), GRID_BITS, _MOST)
    assert found.level == 17
