"""Shipments, legs, handovers, openings, alarms."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _alarms()
    _shipments()
    _legs()
    _leg_records()
    _openings()
    _opening_present()
    _opening_records()


def downgrade() -> None:
    for name in ("opening_records", "opening_present", "openings"):
        op.drop_table(name)
    for name in ("leg_records", "shipment_legs", "shipments", "alarms"):
        op.drop_table(name)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _table(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f(f"pk_{name}")),
    )


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant", column],
        [f"{target}.tenant", f"{target}.id"],
        name=op.f(f"fk_{table}_tenant_{column}_{target}"),
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _alarms() -> None:
    _table(
        "alarms",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("parties", postgresql.ARRAY(sa.Text()), nullable=False),
        _moment("raised_at"),
        _moment("ended_at", nullable=True),
        _moment("acknowledged_at", nullable=True),
        sa.Column("acknowledged_by", sa.Text()),
        sa.Column("note", sa.Text()),
        _reference("alarms", "site", "sites"),
    )
    _index("alarms", "tenant", "site", "id")
    op.create_index(
        "uq_alarms_open",
        "alarms",
        ["tenant", "thing", "cause"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _shipments() -> None:
    _table(
        "shipments",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("election", sa.Text(), nullable=False),
        sa.Column("contents", postgresql.JSONB(), nullable=False),
        _reference("shipments", "owner", "organisations"),
        _reference("shipments", "election", "elections"),
    )
    _index("shipments", "tenant", "owner")
    _index("shipments", "tenant", "election")


def _legs() -> None:
    op.create_table(
        "shipment_legs",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("shipment", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("from_site", sa.Text(), nullable=False),
        sa.Column("to_site", sa.Text(), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        _moment("planned_departure"),
        _moment("planned_arrival"),
        sa.Column("vehicle", sa.Text()),
        sa.Column("state", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "shipment", "id", name=op.f("pk_shipment_legs")),
        _reference("shipment_legs", "shipment", "shipments"),
        _reference("shipment_legs", "from_site", "sites"),
        _reference("shipment_legs", "to_site", "sites"),
        _reference("shipment_legs", "responsible", "people"),
    )
    for column in ("from_site", "to_site", "responsible"):
        _index("shipment_legs", "tenant", column)
    _due("to_depart", "planned_departure", "state = 'planned'")
    _due("to_arrive", "planned_arrival", "state = 'departed'")


def _due(name: str, column: str, where: str) -> None:
    op.create_index(f"ix_shipment_legs_{name}", "shipment_legs", [column], postgresql_where=sa.text(where))


def _leg_records() -> None:
    op.create_table(
        "leg_records",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("shipment", sa.Text(), nullable=False),
        sa.Column("leg", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("side", sa.String(32), nullable=False),
        _moment("at"),
        _moment("recorded_at"),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        *(sa.Column(name, postgresql.JSONB(), nullable=False) for name in ("sent", "received", "damaged")),
        sa.Column("receipt", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("tenant", "shipment", "leg", "number", name=op.f("pk_leg_records")),
        sa.ForeignKeyConstraint(
            ["tenant", "shipment", "leg"],
            ["shipment_legs.tenant", "shipment_legs.shipment", "shipment_legs.id"],
            name=op.f("fk_leg_records_tenant_shipment_leg_shipment_legs"),
        ),
        _reference("leg_records", "receipt", "files"),
    )


def _openings() -> None:
    _table(
        "openings",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        _moment("planned_from"),
        _moment("planned_to"),
        sa.Column("planned_by", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        _moment("opened_at", nullable=True),
        sa.Column("witnessed", sa.Boolean(), nullable=False),
        _reference("openings", "site", "sites"),
    )
    _index("openings", "tenant", "site")
    op.create_index(
        "ix_openings_unwitnessed",
        "openings",
        ["opened_at"],
        postgresql_where=sa.text("state = 'open' AND NOT witnessed"),
    )


def _opening_present() -> None:
    op.create_table(
        "opening_present",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "opening", "person", name=op.f("pk_opening_present")),
        _reference("opening_present", "opening", "openings"),
        _reference("opening_present", "person", "people"),
    )
    _index("opening_present", "tenant", "person")


def _opening_records() -> None:
    op.create_table(
        "opening_records",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        _moment("at"),
        _moment("recorded_at"),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("person", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("tenant", "opening", "number", name=op.f("pk_opening_records")),
        _reference("opening_records", "opening", "openings"),
        _reference("opening_records", "person", "people"),
    )
