"""The history of zones' privacy. It outlives the zones, so nothing in it refers to them."""

from typing import Final

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, Integer, Table, Text

from lokus_registry.adapters.schema.base import METADATA

zone_privacy_changes: Final = Table(
    "zone_privacy_changes",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("zone", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("site", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("by", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("reason", Text),
    CheckConstraint("number > 0", name="number"),
)
