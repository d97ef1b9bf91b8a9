"""Contracts, windows, exclusions, statements, disputes."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in the database's collation: ids are compared byte by byte, and need not be sorted for people.
    op.execute("""CREATE TYPE text_range AS RANGE (subtype = text, collation = "C")""")
    _contracts()
    _cameras_of_contracts()
    _overlay("maintenance_windows")
    _overlay(
        "exclusions",
        _word("kind"),
        sa.Column("evidence", postgresql.JSONB(), nullable=False),
    )
    _statements()
    _disputes()


def downgrade() -> None:
    for name in ("disputes", "statement_lines", "statements", "exclusions", "maintenance_windows"):
        op.drop_table(name)
    for name in ("contract_cameras", "contract_amendments", "contracts"):
        op.drop_table(name)
    op.execute("DROP TYPE text_range")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _key(name: str) -> sa.Column[str]:
    """Cameras in the order of bytes, which is that of a statement's lines."""
    return sa.Column(name, sa.Text(collation="C" if name == "camera" else None), nullable=False)


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(32), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _table(name: str, keys: tuple[str, ...], *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        *(_key(key) for key in keys if key not in {"valid_from", "since"}),
        *parts,
        sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{name}")),
    )


def _reference(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant", column],
        [f"{target}.tenant", f"{target}.id"],
        name=op.f(f"fk_{table}_tenant_{column}_{target}"),
        ondelete=ondelete,
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _contracts() -> None:
    _table(
        "contracts",
        ("tenant", "id"),
        _text("name"),
        _text("buyer"),
        _text("vendor"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("terms", postgresql.JSONB(), nullable=False),
        _reference("contracts", "buyer", "organisations"),
        _reference("contracts", "vendor", "organisations"),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_contracts_days")),
    )
    _index("contracts", "tenant", "buyer")
    _index("contracts", "tenant", "vendor")
    _table(
        "contract_amendments",
        ("tenant", "contract", "valid_from"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("terms", postgresql.JSONB(), nullable=False),
        _text("by"),
        _moment("at"),
        _reference("contract_amendments", "contract", "contracts"),
    )


def _cameras_of_contracts() -> None:
    _table(
        "contract_cameras",
        ("tenant", "contract", "camera", "since"),
        _moment("since"),
        _moment("until"),
        _reference("contract_cameras", "contract", "contracts"),
        _reference("contract_cameras", "camera", "cameras"),
        sa.CheckConstraint("until > since", name=op.f("ck_contract_cameras_span")),
        postgresql.ExcludeConstraint(
            (sa.text("text_range(tenant, tenant, '[]')"), "&&"),
            (sa.text("text_range(camera, camera, '[]')"), "&&"),
            (sa.text("tstzrange(since, until)"), "&&"),
            name="one_contract_at_a_time",
        ),
    )
    _index("contract_cameras", "tenant", "camera")


def _overlay(name: str, *more: sa.Column[Any]) -> None:
    _table(
        name,
        ("tenant", "id"),
        _text("contract"),
        _moment("starts_at"),
        _moment("ends_at"),
        sa.Column("locus", postgresql.JSONB(), nullable=False),
        _text("why"),
        _word("state"),
        _text("asked_by"),
        _moment("asked_at"),
        _text("answered_by", nullable=True),
        _moment("answered_at", nullable=True),
        _text("answer", nullable=True),
        *more,
        _reference(name, "contract", "contracts"),
        sa.CheckConstraint("ends_at > starts_at", name=op.f(f"ck_{name}_span")),
    )
    _index(name, "tenant", "contract", "starts_at")


def _statements() -> None:
    _table(
        "statements",
        ("tenant", "id"),
        _text("contract"),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("preview", sa.Boolean(), nullable=False),
        _word("state"),
        _text("requested_by"),
        _moment("requested_at"),
        _moment("finished_at", nullable=True),
        _text("head", nullable=True),
        sa.Column("totals", postgresql.JSONB()),
        _text("digest", nullable=True),
        _text("buyer_signed_by", nullable=True),
        _moment("buyer_signed_at", nullable=True),
        _text("vendor_signed_by", nullable=True),
        _moment("vendor_signed_at", nullable=True),
        _reference("statements", "contract", "contracts"),
        sa.UniqueConstraint(
            *("tenant", "contract", "month", "revision"),
            name=op.f("uq_statements_tenant_contract_month_revision"),
        ),
    )
    op.create_index(
        "ix_statements_queued", "statements", ["requested_at"], postgresql_where=sa.text("state = 'queued'")
    )
    _table(
        "statement_lines",
        ("tenant", "statement", "camera"),
        sa.Column("delivering_ms", sa.BigInteger(), nullable=False),
        sa.Column("measured_ms", sa.BigInteger(), nullable=False),
        sa.Column("outages", sa.Integer(), nullable=False),
        sa.Column("late_outages", sa.Integer(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("credit", sa.BigInteger(), nullable=False),
        _text("line"),
        _reference("statement_lines", "statement", "statements", ondelete="CASCADE"),
    )


def _disputes() -> None:
    _table(
        "disputes",
        ("tenant", "id"),
        _text("statement"),
        _text("camera"),
        _moment("starts_at"),
        _moment("ends_at"),
        _text("claim"),
        _word("counts_as"),
        sa.Column("evidence", postgresql.JSONB(), nullable=False),
        _word("state"),
        _word("side"),
        _text("opened_by"),
        _moment("opened_at"),
        _text("answered_by", nullable=True),
        _moment("answered_at", nullable=True),
        _text("answer", nullable=True),
        _reference("disputes", "statement", "statements"),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_disputes_span")),
    )
    _index("disputes", "tenant", "statement")
