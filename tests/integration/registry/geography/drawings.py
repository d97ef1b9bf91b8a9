"""Drawings for tests: boxes as GeoJSON, and how a boundary is sent."""

from typing import Any

GEO_JSON = {"Content-Type": "application/geo+json"}


def ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """A closed box."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*box: float) -> dict[str, Any]:
    """A box as a geometry."""
    return {"type": "Polygon", "coordinates": [ring(*box)]}
