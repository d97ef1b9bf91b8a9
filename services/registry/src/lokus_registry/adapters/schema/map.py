"""Where things stand on the map, kept beside the tables it is made from, and what changed since.

Triggers (migration 0009) write `map_changes` with whatever changes a site, its zones, its cameras, their
life or what they do, and `map_area_changes` with the boundaries at whose points sites may stand;
`adapters.map.keeping` follows.
"""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from lokus_proto.v1.camera import SiteKind
from lokus_registry.adapters.schema.base import AREA_CODE, METADATA, words
from lokus_registry.domain.map.picture import Layer, Position

map_points: Final = Table(
    "map_points",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("layer", words(Layer), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", words(SiteKind), nullable=False),
    Column("site", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("vendors", ARRAY(Text), nullable=False),
    Column("area", AREA_CODE, nullable=False),
    Column("withheld", Boolean, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("position", words(Position), nullable=False),
    Column("x", Integer, nullable=False),
    Column("y", Integer, nullable=False),
    Column("tile", BigInteger, nullable=False),
    Index(None, "tenant", "site"),
    Index(
        "ix_map_points_tile",
        *("tenant", "layer", "tile"),
        postgresql_include=["status", "x", "y", "withheld", "owner", "vendors", "area"],
    ),
)
"""`vendors` are that of the camera, or those of the cameras of the site; `status` is the place of its word
in `domain.map.picture.STATUSES`; `x`, `y` are columns and rows of `domain.map.mercator`; `tile` is the
number of the point (`domain.map.cells`)."""

map_changes: Final = Table(
    "map_changes",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=True),
    Column("tenant", Text, nullable=False),
    Column("site", Text, nullable=False),
)
"""Appended to, never updated, so that two who change things of one site never wait for each other here."""

map_area_changes: Final = Table(
    "map_area_changes",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=True),
    Column("tenant", Text, nullable=False),
    Column("area", AREA_CODE, nullable=False),
)
"""The areas whose boundaries changed. Which sites that concerns is asked once the change has committed, so
that a site which comes at the same moment is not missed."""
