"""What all tables have in common. A row belongs to a tenant, and every reference stays within it."""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ARRAY, Column, Enum, Float, ForeignKeyConstraint, MetaData, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from lokus_postgres.database import NAMING

METADATA: Final = MetaData(naming_convention=NAMING)

AREA_CODE: Final = Text(collation="C")
"""The code of an area, in the order of its bytes: all within an area is a range (`adapters.within`)."""


class AreaCodes(TypeDecorator[tuple[str, ...]]):
    """Several area codes as one value."""

    impl = ARRAY(Text)
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """To an array."""
        return list(value or ())

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[str, ...]:  # noqa: ARG002
        """From an array."""
        return tuple(value or ())


def words(kind: type[StrEnum]) -> Enum:
    """A closed set, kept as its words, so that a new word needs no migration."""
    return Enum(kind, native_enum=False, length=32, values_callable=lambda words: [*map(str, words)])


def key() -> tuple[Column[str], Column[str]]:
    """Tenant and id, which together are the primary key."""
    return Column("tenant", Text, primary_key=True), Column("id", Text, primary_key=True)


def within_tenant(column: str, target: str) -> ForeignKeyConstraint:
    """A reference of `column` to the id of `target` in the same tenant."""
    return ForeignKeyConstraint(["tenant", column], [f"{target}.tenant", f"{target}.id"])


def position() -> tuple[Column[float], Column[float]]:
    """A place in degrees, WGS 84."""
    return Column("latitude", Float), Column("longitude", Float)
