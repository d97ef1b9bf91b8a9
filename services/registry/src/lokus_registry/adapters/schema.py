"""The tables. Every row but those of the bus belongs to a tenant, and every reference stays within it.

`removed_cameras` keeps the last version of a camera that is gone, so that another of the same id goes
on counting. `told_lives` are the lives of the bus's kept plane that have heard of every camera.
Migrations in `migrations/versions` make what stands here; a test holds the two together.
"""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Enum,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from lokus_postgres.database import NAMING
from lokus_postgres.outbox import outbox_table
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import SiteKind, Transport
from lokus_registry.domain.area import AreaLevel
from lokus_registry.domain.camera import Stream
from lokus_registry.domain.organisation import OrganisationKind

METADATA: Final = MetaData(naming_convention=NAMING)


class StreamsColumn(TypeDecorator[tuple[Stream, ...]]):
    """A camera's streams, read and written only as a whole."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: tuple[Stream, ...] | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """To JSON."""
        return [{"name": each.name, "url": each.url, "transport": each.transport} for each in value or ()]

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[Stream, ...]:  # noqa: ARG002
        """From JSON."""
        return tuple(_stream(**each) for each in value or ())


def _stream(name: str, url: str, transport: str) -> Stream:
    return Stream(StreamName(name), url, Transport(transport))


def _words(kind: type[StrEnum]) -> Enum:
    """A closed set, kept as its words, so that a new word needs no migration."""
    return Enum(kind, native_enum=False, length=32, values_callable=lambda words: [*map(str, words)])


def _key() -> tuple[Column[str], Column[str]]:
    return Column("tenant", Text, primary_key=True), Column("id", Text, primary_key=True)


def _within_tenant(column: str, target: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant", column], [f"{target}.tenant", f"{target}.id"])


def _position() -> tuple[Column[float], Column[float]]:
    return Column("latitude", Float), Column("longitude", Float)


organisations: Final = Table(
    "organisations",
    METADATA,
    *_key(),
    Column("name", Text, nullable=False),
    Column("kind", _words(OrganisationKind), nullable=False),
)

areas: Final = Table(
    "areas",
    METADATA,
    *_key(),
    Column("name", Text, nullable=False),
    Column("level", _words(AreaLevel), nullable=False),
    Column("parent", Text),
    _within_tenant("parent", "areas"),
    Index(None, "tenant", "parent"),
)

sites: Final = Table(
    "sites",
    METADATA,
    *_key(),
    Column("name", Text, nullable=False),
    Column("kind", _words(SiteKind), nullable=False),
    Column("owner", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("address", Text),
    *_position(),
    _within_tenant("owner", "organisations"),
    _within_tenant("area", "areas"),
    Index(None, "tenant", "owner"),
    Index(None, "tenant", "area"),
)

zones: Final = Table(
    "zones",
    METADATA,
    *_key(),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    _within_tenant("site", "sites"),
    Index(None, "tenant", "site"),
)

cameras: Final = Table(
    "cameras",
    METADATA,
    *_key(),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("vendor", Text),
    Column("streams", StreamsColumn, nullable=False),
    Column("sealed_credentials", Text),
    Column("motion_analytics", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    *_position(),
    Column("version", Integer, nullable=False),
    _within_tenant("zone", "zones"),
    _within_tenant("vendor", "organisations"),
    CheckConstraint("version > 0", name="version"),
    Index(None, "tenant", "zone"),
    Index(None, "tenant", "vendor", "id"),
)

removed_cameras: Final = Table(
    "removed_cameras",
    METADATA,
    *_key(),
    Column("version", Integer, nullable=False),
)

told_lives: Final = Table("told_lives", METADATA, Column("life", Text, primary_key=True))

outbox: Final = outbox_table(METADATA)
