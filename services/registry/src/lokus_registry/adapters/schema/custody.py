"""Alarms, shipments with their legs, openings of stores, and all that was told of either."""

from typing import Final

from sqlalchemy import Boolean, Column, DateTime, ForeignKeyConstraint, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from lokus_proto.v1.alarm import AlarmKind
from lokus_registry.adapters.schema.base import METADATA, key, within_tenant, words
from lokus_registry.domain.custody.leg import Act, LegState, Side
from lokus_registry.domain.custody.opening import OpeningAct, OpeningState

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

shipments: Final = Table(
    "shipments",
    METADATA,
    *key(),
    Column("name", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("election", Text, nullable=False),
    Column("contents", JSONB, nullable=False),
    within_tenant("owner", "organisations"),
    within_tenant("election", "elections"),
    Index(None, "tenant", "owner"),
    Index(None, "tenant", "election"),
)

shipment_legs: Final = Table(
    "shipment_legs",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("shipment", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("from_site", Text, nullable=False),
    Column("to_site", Text, nullable=False),
    Column("responsible", Text, nullable=False),
    Column("planned_departure", DateTime(timezone=True), nullable=False),
    Column("planned_arrival", DateTime(timezone=True), nullable=False),
    Column("vehicle", Text),
    Column("state", words(LegState), nullable=False),
    within_tenant("shipment", "shipments"),
    within_tenant("from_site", "sites"),
    within_tenant("to_site", "sites"),
    within_tenant("responsible", "people"),
    Index(None, "tenant", "from_site"),
    Index(None, "tenant", "to_site"),
    Index(None, "tenant", "responsible"),
    Index("ix_shipment_legs_to_depart", "planned_departure", postgresql_where=text("state = 'planned'")),
    Index("ix_shipment_legs_to_arrive", "planned_arrival", postgresql_where=text("state = 'departed'")),
)
"""`place` is the leg's in the plan; `state` is what its records fold to, kept to find what is overdue."""

leg_records: Final = Table(
    "leg_records",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("shipment", Text, primary_key=True),
    Column("leg", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("act", words(Act), nullable=False),
    Column("side", words(Side), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("by", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("sent", JSONB, nullable=False),
    Column("received", JSONB, nullable=False),
    Column("damaged", JSONB, nullable=False),
    Column("receipt", Text),
    Column("reason", Text),
    ForeignKeyConstraint(
        ["tenant", "shipment", "leg"],
        ["shipment_legs.tenant", "shipment_legs.shipment", "shipment_legs.id"],
    ),
    within_tenant("receipt", "files"),
)
"""Only ever added to: `number` counts the records of a leg from 1."""

openings: Final = Table(
    "openings",
    METADATA,
    *key(),
    Column("site", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("planned_from", DateTime(timezone=True), nullable=False),
    Column("planned_to", DateTime(timezone=True), nullable=False),
    Column("planned_by", Text, nullable=False),
    Column("state", words(OpeningState), nullable=False),
    Column("opened_at", DateTime(timezone=True)),
    Column("witnessed", Boolean, nullable=False),
    within_tenant("site", "sites"),
    Index(None, "tenant", "site"),
    Index("ix_openings_unwitnessed", "opened_at", postgresql_where=text("state = 'open' AND NOT witnessed")),
)
"""`state`, `opened_at` and `witnessed` are what the records fold to, kept to find what lacks witnesses."""

opening_present: Final = Table(
    "opening_present",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("opening", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    within_tenant("opening", "openings"),
    within_tenant("person", "people"),
    Index(None, "tenant", "person"),
)

opening_records: Final = Table(
    "opening_records",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("opening", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("act", words(OpeningAct), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("by", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("person", Text),
    Column("reason", Text),
    within_tenant("opening", "openings"),
    within_tenant("person", "people"),
)
"""Only ever added to: `number` counts the records of an opening from 1."""
