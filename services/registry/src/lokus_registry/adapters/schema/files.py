"""Files by content, and which organisations have put them."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, DateTime, LargeBinary, Table, Text

from lokus_registry.adapters.schema.base import METADATA, key, within_tenant, words
from lokus_registry.domain.file import MediaType

files: Final = Table(
    "files",
    METADATA,
    *key(),
    Column("media_type", words(MediaType), nullable=False),
    Column("content", LargeBinary, nullable=False),
    CheckConstraint("length(id) = 64", name="sha256"),
)

file_deposits: Final = Table(
    "file_deposits",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("file", Text, primary_key=True),
    Column("organisation", Text, primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    within_tenant("file", "files"),
)
"""Who put a file first for an organisation, which need not be one that the directory knows."""
