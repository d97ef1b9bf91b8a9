"""Elections with their milestones, and the polling stations of each."""

from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from lokus_registry.adapters.schema.base import AREA_CODE, METADATA, key, within_tenant, words
from lokus_registry.domain.elections.election import ElectionKind, Milestone
from lokus_registry.domain.elections.polling_station import VulnerabilityClass


class MilestonesColumn(TypeDecorator[tuple[Milestone, ...]]):
    """An election's milestones, read and written only as a whole."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: tuple[Milestone, ...] | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """To JSON."""
        return [asdict(each) for each in value or ()]

    def process_result_value(
        self,
        value: Any | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> tuple[Milestone, ...]:
        """From JSON."""
        return tuple(Milestone(**each) for each in value or ())


elections: Final = Table(
    "elections",
    METADATA,
    *key(),
    Column("name", Text, nullable=False),
    Column("kind", words(ElectionKind), nullable=False),
    Column("voting_on", Date, nullable=False),
    Column("milestones", MilestonesColumn, nullable=False),
)

polling_stations: Final = Table(
    "polling_stations",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("election", Text, primary_key=True),
    Column("id", Text(collation="C"), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("area", AREA_CODE, nullable=False),
    Column("site", Text),
    Column("special", Boolean, nullable=False),
    Column("supervision", Text),
    Column("vulnerability", words(VulnerabilityClass)),
    Column("vulnerability_reason", Text),
    Column("vulnerability_source", Text),
    Column("assessed_on", Date),
    within_tenant("election", "elections"),
    within_tenant("area", "areas"),
    within_tenant("site", "sites"),
    UniqueConstraint("tenant", "election", "area", "number"),
    Index(None, "tenant", "site"),
)
