"""The gateway's tables: grants, events and how far the bus was read, the access log, and the outbox."""

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, LargeBinary, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from lokus_postgres.database import NAMING
from lokus_postgres.outbox import outbox_table

METADATA = MetaData(naming_convention=NAMING)

GRANTS = Table(
    "grants",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("grantee", Text, nullable=False),
    Column("locus", JSONB, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("actions", ARRAY(Text), nullable=False),
    Column("not_before", DateTime(timezone=True), nullable=False),
    Column("not_after", DateTime(timezone=True), nullable=False),
    Column("letter", Text),
    Column("created_by", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("camera", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("raised_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("end_reason", Text),
    Column("region", JSONB, nullable=False),
    Column("snapshot", JSONB),
    Index("ix_events_tenant_camera_raised_at", "tenant", "camera", text("raised_at DESC"), text("id DESC")),
    Index("ix_events_tenant_raised_at", "tenant", text("raised_at DESC"), text("id DESC")),
)

BUS_POSITIONS = Table(
    "bus_positions",
    METADATA,
    Column("stream", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

LOG_HEADS = Table(
    "log_heads",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("open_tiles", ARRAY(LargeBinary), nullable=False),
    Column("checkpoint", Text, nullable=False),
)

LOG_LEAVES = Table(
    "log_leaves",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("index", BigInteger, primary_key=True),
    Column("entry", LargeBinary, nullable=False),
)

LOG_TILES = Table(
    "log_tiles",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("level", Integer, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

LOG_EDGES = Table(
    "log_edges",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("edge", Text, primary_key=True),
    Column("following", BigInteger, nullable=False),
)

LOG_OPENINGS = Table(
    "log_openings",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("index", BigInteger, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

OUTBOX = outbox_table(METADATA)
