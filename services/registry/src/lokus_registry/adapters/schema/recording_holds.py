"""Holds on recordings. They outlive cameras and organisations, so nothing in them refers to these."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Table, Text, text

from lokus_registry.adapters.schema.base import METADATA, key

recording_holds: Final = Table(
    "recording_holds",
    METADATA,
    *key(),
    Column("camera", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True)),
    Column("reason", Text, nullable=False),
    Column("case_reference", Text),
    Column("placed_by", Text, nullable=False),
    Column("placed_at", DateTime(timezone=True), nullable=False),
    Column("lifted_by", Text),
    Column("lifted_organisation", Text),
    Column("lifted_at", DateTime(timezone=True)),
    Column("lift_reason", Text),
    CheckConstraint("ends_at > starts_at", name="range"),
    CheckConstraint(
        "num_nulls(lifted_by, lifted_organisation, lifted_at, lift_reason) IN (0, 4)", name="lifted"
    ),
    Index(
        "ix_recording_holds_tenant_camera_open",
        "tenant",
        "camera",
        postgresql_where=text("lifted_at IS NULL"),
    ),
    Index(None, "tenant", "camera", "id"),
)
