"""Imports: the jobs, their files as they came (sealed, in pieces, until the end), their rows' errors."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from lokus_registry.adapters.schema.base import METADATA, key, words
from lokus_registry.domain.imports.job import ImportCollection, ImportFormat, ImportMode, ImportState

imports: Final = Table(
    "imports",
    METADATA,
    *key(),
    Column("collection", words(ImportCollection), nullable=False),
    Column("mode", words(ImportMode), nullable=False),
    Column("format", words(ImportFormat), nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("election", Text),
    Column("organisation", Text, nullable=False),
    Column("caller", JSONB, nullable=False),
    Column("state", words(ImportState), nullable=False),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    Column("started_at", DateTime(timezone=True)),
    Column("finished_at", DateTime(timezone=True)),
    Column("reason", Text),
    Column("size_bytes", BigInteger, nullable=False),
    Column("offset_bytes", BigInteger, nullable=False),
    Column("line", BigInteger, nullable=False),
    Column("columns", JSONB),
    Column("created", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("served_at", DateTime(timezone=True), nullable=False),
    Column("attempts", Integer, nullable=False),
    Index(None, "tenant", "organisation", "id"),
    Index("ix_imports_open", "served_at", postgresql_where=text("finished_at IS NULL")),
)
"""`served_at`: when a piece last came or a batch was last begun; `attempts`: at its next batch so far."""

import_pieces: Final = Table(
    "import_pieces",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("job", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(["tenant", "job"], ["imports.tenant", "imports.id"]),
)

import_errors: Final = Table(
    "import_errors",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("job", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("line", BigInteger, nullable=False),
    Column("member", Text),
    Column("detail", Text, nullable=False),
    ForeignKeyConstraint(["tenant", "job"], ["imports.tenant", "imports.id"]),
)
