"""Standards, and all that was ever found for their items at sites."""

from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Boolean, Column, DateTime, ForeignKeyConstraint, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from lokus_proto.v1.camera import SiteKind
from lokus_registry.adapters.schema.base import METADATA, key, within_tenant, words
from lokus_registry.domain.place import SiteVariant
from lokus_registry.domain.readiness.standard import Rule, StandardItem


class ItemsColumn(TypeDecorator[tuple[StandardItem, ...]]):
    """A standard's items, read and written only as a whole."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: tuple[StandardItem, ...] | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """To JSON."""
        return [asdict(each) for each in value or ()]

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[StandardItem, ...]:  # noqa: ARG002
        """From JSON."""
        return tuple(_item(**each) for each in value or ())


def _item(rule: str, zone_kinds: list[str], **members: Any) -> StandardItem:
    return StandardItem(rule=Rule(rule), zone_kinds=tuple(zone_kinds), **members)


standards: Final = Table(
    "standards",
    METADATA,
    *key(),
    Column("name", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("site_kind", words(SiteKind), nullable=False),
    Column("items", ItemsColumn, nullable=False),
    Column("variant", words(SiteVariant)),
    within_tenant("owner", "organisations"),
    Index(None, "tenant", "owner"),
)

readiness_records: Final = Table(
    "readiness_records",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("fulfilled", Boolean, nullable=False),
    Column("note", Text),
    Column("evidence", Text),
    Column("observed_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True)),
    Column("by", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["tenant", "site"], ["sites.tenant", "sites.id"], ondelete="CASCADE"),
    within_tenant("evidence", "files"),
    Index(None, "tenant", "site", "item", "observed_at", "number"),
)
"""Only ever added to: `number` counts the findings of an item at a site from 1. They go with their site."""
