"""Alarms."""

from typing import Final

from sqlalchemy import Column, DateTime, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from lokus_proto.v1.alarm import AlarmKind
from lokus_registry.adapters.schema.base import METADATA, key, within_tenant, words

alarms: Final = Table(
    "alarms",
    METADATA,
    *key(),
    Column("kind", words(AlarmKind), nullable=False),
    Column("site", Text, nullable=False),
    Column("thing", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("parties", ARRAY(Text), nullable=False),
    Column("raised_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("acknowledged_at", DateTime(timezone=True)),
    Column("acknowledged_by", Text),
    Column("note", Text),
    within_tenant("site", "sites"),
    Index(None, "tenant", "site", "id"),
    Index(
        "uq_alarms_open", "tenant", "thing", "cause", unique=True, postgresql_where=text("ended_at IS NULL")
    ),
)
"""One is open for each cause at most. An alarm outlives what it was about: it refers to its site alone."""
