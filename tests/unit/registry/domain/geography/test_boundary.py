from itertools import product
from math import nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.errors import Invalid
from lokus_registry.domain.geography.boundary import Point, Polygon, Ring, boundary_of, covers, read_point


def _box(west: float, south: float, east: float, north: float) -> Ring:
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


_WITH_A_HOLE: Polygon = (_box(0, 0, 10, 10), _box(4, 4, 6, 6))
_ISLAND: Polygon = (_box(20, 2, 21, 3),)
_U: Polygon = (((0, 0), (9, 0), (9, 9), (6, 9), (6, 3), (3, 3), (3, 9), (0, 9), (0, 0)),)


def test_a_boundary_has_the_box_of_all_its_polygons() -> None:
    boundary = boundary_of("31", (_WITH_A_HOLE, _ISLAND))
    assert (boundary.west, boundary.south, boundary.east, boundary.north) == (0, 0, 21, 10)


@pytest.mark.parametrize(
    ("latitude", "longitude", "within"),
    [
        (1, 1, True),
        (5, 5, False),
        (5, 3, True),
        (5, 7, True),
        (2.5, 20.5, True),
        (2.5, 15, False),
        (11, 5, False),
    ],
)
def test_a_point_is_within_unless_it_is_in_a_hole_or_outside(
    latitude: float, longitude: float, *, within: bool
) -> None:
    boundary = boundary_of("31", (_WITH_A_HOLE, _ISLAND))
    assert covers(boundary, Point(latitude, longitude)) is within


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-3, 3))
def test_neighbours_share_no_point_and_leave_none_out(
    latitude: float, longitude: float, slant: float
) -> None:
    edge = ((slant, -90.0), (-slant, 90.0))
    west: Ring = ((-180, -90), edge[0], edge[1], (-180, 90), (-180, -90))
    east: Ring = (edge[0], (181, -90), (181, 90), edge[1], edge[0])
    point = Point(min(latitude, 89.999), longitude)
    within = [covers(boundary_of("31", ((ring,),)), point) for ring in (west, east)]
    assert sum(within) == 1


@pytest.mark.parametrize("polygons", [(_WITH_A_HOLE,), (_U,), (_ISLAND, _WITH_A_HOLE)])
def test_an_area_is_shown_at_a_point_within_it(polygons: tuple[Polygon, ...]) -> None:
    boundary = boundary_of("31", polygons)
    assert covers(boundary, Point(boundary.latitude, boundary.longitude))


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=3, max_size=9))
def test_whatever_ring_is_drawn_has_a_point_or_a_reason(positions: list[tuple[float, float]]) -> None:
    try:
        boundary = boundary_of("31", (((*positions, positions[0]),),))
    except Invalid as refused:
        assert refused.reason == "ring"
    else:
        assert boundary.west <= boundary.longitude <= boundary.east
        assert boundary.south <= boundary.latitude <= boundary.north


def test_the_thinnest_sliver_is_shown_at_its_edge() -> None:
    south = nextafter(1.0, 2.0)
    boundary = boundary_of("31", ((_box(0, south, 1, nextafter(south, 2.0)),),))
    assert (boundary.longitude, boundary.latitude) == (0, south)


def test_an_area_is_shown_at_the_point_that_is_given() -> None:
    boundary = boundary_of("31", (_WITH_A_HOLE,), (5.0, 4.0))
    assert (boundary.longitude, boundary.latitude) == (5.0, 4.0)


@pytest.mark.parametrize(
    "ring",
    [((0, 0), (1, 0), (0, 0)), ((0, 0), (1, 0), (1, 1), (0, 1)), ((0, 0), (1, 1), (2, 2), (0, 0))],
    ids=["too few", "open", "flat"],
)
def test_a_ring_that_is_none_is_refused_with_its_place(ring: Ring) -> None:
    with pytest.raises(Invalid, match=r"coordinates\[1\]\[0\]"):
        boundary_of("31", (_WITH_A_HOLE, (ring,)))


def test_a_point_is_read_latitude_first() -> None:
    assert read_point("-6.2,106.8") == Point(-6.2, 106.8)
    for latitude, longitude in product(("91", "-90.1"), ("0", "106.8")):
        with pytest.raises(Invalid, match="latitude comes first"):
            read_point(f"{latitude},{longitude}")
    with pytest.raises(Invalid):
        read_point("0,180.1")
