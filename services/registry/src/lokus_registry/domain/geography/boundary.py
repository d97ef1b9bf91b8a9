"""Boundaries of areas: polygons in degrees, WGS 84, longitude first as in GeoJSON (RFC 7946).

A polygon is its outer ring and the rings of its holes; a ring is closed, so that its first position
stands again at its end. Whether a point lies within is told by the edges that a line from it to the
east meets: an odd number (even-odd rule). An edge is computed alike from both its sides and holds its
lower end but not its upper, so that neighbours who share edges share no point and leave none out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from lokus_kit.errors import Invalid

Position = tuple[float, float]
"""Longitude, latitude."""
Ring = tuple[Position, ...]
Polygon = tuple[Ring, ...]

_LEAST_POSITIONS: Final = 4
_MOST_LATITUDE: Final = 90
_MOST_LONGITUDE: Final = 180


@dataclass(frozen=True, slots=True)
class Point:
    """A point on Earth, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Boundary:
    """The boundary of the area `id`, its bounding box, and a point to show it at."""

    id: str
    polygons: tuple[Polygon, ...]
    west: float
    south: float
    east: float
    north: float
    latitude: float
    longitude: float


def boundary_of(code: str, polygons: tuple[Polygon, ...], point: Position | None = None) -> Boundary:
    """The boundary that polygons draw; Invalid if they cannot be one.

    Without a `point` it is shown at one in the middle of its height, where it is widest.
    """
    for number, polygon in enumerate(polygons):
        for ring_number, ring in enumerate(polygon):
            _check_ring(ring, f"coordinates[{number}][{ring_number}]")
    positions = [position for polygon in polygons for position in polygon[0]]
    longitudes, latitudes = zip(*positions, strict=True)
    longitude, latitude = point or _inner_point(polygons)
    return Boundary(
        id=code,
        polygons=polygons,
        west=min(longitudes),
        south=min(latitudes),
        east=max(longitudes),
        north=max(latitudes),
        latitude=latitude,
        longitude=longitude,
    )


def covers(boundary: Boundary, point: Point) -> bool:
    """Tell whether a point lies within."""
    crossings = _crossings(boundary.polygons, point.latitude)
    return sum(crossing > point.longitude for crossing in crossings) % 2 == 1


def read_point(text: str) -> Point:
    """The point that `LATITUDE,LONGITUDE` names; Invalid when it is none on Earth."""
    latitude, longitude = (float(part) for part in text.split(","))
    if abs(latitude) > _MOST_LATITUDE or abs(longitude) > _MOST_LONGITUDE:
        raise Invalid(f"at: {text} is no point on Earth; the latitude comes first", reason="position")
    return Point(latitude, longitude)


def _check_ring(ring: Ring, place: str) -> None:
    if len(ring) < _LEAST_POSITIONS or ring[0] != ring[-1]:
        raise Invalid(
            f"{place}: a ring has at least {_LEAST_POSITIONS} positions, of which the last repeats the first",
            reason="ring",
        )
    if not _enclosed(ring):
        raise Invalid(f"{place}: the ring encloses nothing", reason="ring")


def _enclosed(ring: Ring) -> float:
    """What a ring encloses, in square degrees (the shoelace formula, from its first position)."""
    west, south = ring[0]
    return abs(
        sum((x1 - west) * (y2 - south) - (x2 - west) * (y1 - south) for (x1, y1), (x2, y2) in pairwise(ring))
        / 2
    )


def _crossings(polygons: tuple[Polygon, ...], latitude: float) -> Iterator[float]:
    """The longitudes at which edges meet a parallel."""
    for polygon in polygons:
        for ring in polygon:
            for start, end in pairwise(ring):
                (x1, y1), (x2, y2) = (start, end) if start[1] <= end[1] else (end, start)
                if y1 <= latitude < y2:
                    yield x1 + (latitude - y1) * (x2 - x1) / (y2 - y1)


def _inner_point(polygons: tuple[Polygon, ...]) -> Position:
    """The middle of the widest stretch within, halfway up the largest polygon."""
    largest = max(polygons, key=lambda polygon: _enclosed(polygon[0]))
    latitudes = [latitude for _, latitude in largest[0]]
    latitude = (min(latitudes) + max(latitudes)) / 2
    met = sorted(_crossings((largest,), latitude))
    if not met:  # a sliver with no number between its edges
        return largest[0][0]
    _, west, east = max((east - west, west, east) for west, east in zip(met[::2], met[1::2], strict=True))
    return (west + east) / 2, latitude
