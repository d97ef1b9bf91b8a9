"""Contracts: what was promised, for which cameras, what is laid over the measurement, and statements.

`contracts.terms` hold from the contract's first day, a `contract_amendments` row from its own on. A camera
is in one contract at a time: PostgreSQL itself refuses two rows of `contract_cameras` that overlap. Ranges
of text stand in for equality there, because a GiST index takes ranges of anything without an extension.
Where a statement goes through cameras in the order of their ids, that is the order of bytes everywhere.
"""

from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from lokus_registry.adapters.schema.base import METADATA, key, within_tenant, words
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.dispute import DisputeState
from lokus_registry.domain.contracts.overlay import CameraLocus, ExclusionKind, OverlayState
from lokus_registry.domain.contracts.statement import StatementState
from lokus_registry.domain.contracts.terms import Terms
from lokus_registry.domain.contracts.wording import terms_of, worded
from lokus_registry.domain.policy.contracts import Side


class TermsColumn(TypeDecorator[Terms]):
    """Terms, read and written only as a whole."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: Terms | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """To JSON."""
        return None if value is None else worded(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Terms | None:  # noqa: ARG002
        """From JSON."""
        return None if value is None else terms_of(value)


class LocusColumn(TypeDecorator[CameraLocus]):
    """Which cameras, read and written only as a whole."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: CameraLocus | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """To JSON."""
        return None if value is None else asdict(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> CameraLocus | None:  # noqa: ARG002
        """From JSON."""
        return None if value is None else CameraLocus(**{name: tuple(ids) for name, ids in value.items()})


class HashesColumn(TypeDecorator[tuple[str, ...]]):
    """The hashes of some files, in the order in which they were given."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """To JSON."""
        return list(value or ())

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[str, ...]:  # noqa: ARG002
        """From JSON."""
        return tuple(value or ())


contracts: Final = Table(
    "contracts",
    METADATA,
    *key(),
    Column("name", Text, nullable=False),
    Column("buyer", Text, nullable=False),
    Column("vendor", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("terms", TermsColumn, nullable=False),
    within_tenant("buyer", "organisations"),
    within_tenant("vendor", "organisations"),
    CheckConstraint("ends_on >= starts_on", name="days"),
    Index(None, "tenant", "buyer"),
    Index(None, "tenant", "vendor"),
)

contract_amendments: Final = Table(
    "contract_amendments",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("contract", Text, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("terms", TermsColumn, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    within_tenant("contract", "contracts"),
)

contract_cameras: Final = Table(
    "contract_cameras",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("contract", Text, primary_key=True),
    Column("camera", Text(collation="C"), primary_key=True),
    Column("since", DateTime(timezone=True), primary_key=True),
    Column("until", DateTime(timezone=True), nullable=False),
    within_tenant("contract", "contracts"),
    within_tenant("camera", "cameras"),
    CheckConstraint("until > since", name="span"),
    ExcludeConstraint(
        (text("text_range(tenant, tenant, '[]')"), "&&"),
        (text("text_range(camera, camera, '[]')"), "&&"),
        (text("tstzrange(since, until)"), "&&"),
        name="one_contract_at_a_time",
    ),
    Index(None, "tenant", "camera"),
)


def _overlay(name: str, *more: Column[Any]) -> Table:
    """Time that one side asks to have laid over the measurement, and what the other side said to it."""
    return Table(
        name,
        METADATA,
        *key(),
        Column("contract", Text, nullable=False),
        Column("starts_at", DateTime(timezone=True), nullable=False),
        Column("ends_at", DateTime(timezone=True), nullable=False),
        Column("locus", LocusColumn, nullable=False),
        Column("why", Text, nullable=False),
        Column("state", words(OverlayState), nullable=False),
        Column("asked_by", Text, nullable=False),
        Column("asked_at", DateTime(timezone=True), nullable=False),
        Column("answered_by", Text),
        Column("answered_at", DateTime(timezone=True)),
        Column("answer", Text),
        *more,
        within_tenant("contract", "contracts"),
        CheckConstraint("ends_at > starts_at", name="span"),
        Index(None, "tenant", "contract", "starts_at"),
    )


maintenance_windows: Final = _overlay("maintenance_windows")

exclusions: Final = _overlay(
    "exclusions",
    Column("kind", words(ExclusionKind), nullable=False),
    Column("evidence", HashesColumn, nullable=False),
)

statements: Final = Table(
    "statements",
    METADATA,
    *key(),
    Column("contract", Text, nullable=False),
    Column("month", Date, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("preview", Boolean, nullable=False),
    Column("state", words(StatementState), nullable=False),
    Column("requested_by", Text, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Column("head", Text),
    Column("totals", JSONB),
    Column("digest", Text),
    Column("buyer_signed_by", Text),
    Column("buyer_signed_at", DateTime(timezone=True)),
    Column("vendor_signed_by", Text),
    Column("vendor_signed_at", DateTime(timezone=True)),
    within_tenant("contract", "contracts"),
    UniqueConstraint("tenant", "contract", "month", "revision"),
    Index("ix_statements_queued", "requested_at", postgresql_where=text("state = 'queued'")),
)

statement_lines: Final = Table(
    "statement_lines",
    METADATA,
    Column("tenant", Text, primary_key=True),
    Column("statement", Text, primary_key=True),
    Column("camera", Text(collation="C"), primary_key=True),
    Column("delivering_ms", BigInteger, nullable=False),
    Column("measured_ms", BigInteger, nullable=False),
    Column("outages", Integer, nullable=False),
    Column("late_outages", Integer, nullable=False),
    Column("fee", BigInteger, nullable=False),
    Column("credit", BigInteger, nullable=False),
    Column("line", Text, nullable=False),
    ForeignKeyConstraint(["tenant", "statement"], ["statements.tenant", "statements.id"], ondelete="CASCADE"),
)

disputes: Final = Table(
    "disputes",
    METADATA,
    *key(),
    Column("statement", Text, nullable=False),
    Column("camera", Text, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("claim", Text, nullable=False),
    Column("counts_as", words(Counts), nullable=False),
    Column("evidence", HashesColumn, nullable=False),
    Column("state", words(DisputeState), nullable=False),
    Column("side", words(Side), nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("answered_by", Text),
    Column("answered_at", DateTime(timezone=True)),
    Column("answer", Text),
    within_tenant("statement", "statements"),
    CheckConstraint("ends_at > starts_at", name="span"),
    Index(None, "tenant", "statement"),
)
