"""Boundaries of areas: the polygons as GeoJSON, their box to search by, and a point to show them at."""

from typing import Final

from sqlalchemy import Column, Float, ForeignKeyConstraint, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from lokus_registry.adapters.schema.base import AREA_CODE, METADATA

area_boundaries: Final = Table(
    "area_boundaries",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("id", AREA_CODE, primary_key=True),
    Column("geometry", JSONB, nullable=False),
    *(Column(side, Float, nullable=False) for side in ("west", "south", "east", "north")),
    *(Column(half, Float, nullable=False) for half in ("latitude", "longitude")),
    ForeignKeyConstraint(["tenant", "id"], ["areas.tenant", "areas.id"], ondelete="CASCADE"),
)
