"""Area codes in the order of their bytes; boundaries of areas; elections and their polling stations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_HOLDS_AREA_CODES = (("areas", "id"), ("areas", "parent"), ("sites", "area"))
_AREA_CODE = sa.Text(collation="C")


def upgrade() -> None:
    _collate("C")
    _boundaries()
    _elections()
    _polling_stations()


def downgrade() -> None:
    for name in ("polling_stations", "elections", "area_boundaries"):
        op.drop_table(name)
    _collate("default")


def _collate(collation: str) -> None:
    for table, column in _HOLDS_AREA_CODES:
        op.alter_column(table, column, type_=sa.Text(collation=collation))


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant", column],
        [f"{target}.tenant", f"{target}.id"],
        name=op.f(f"fk_{table}_tenant_{column}_{target}"),
    )


def _boundaries() -> None:
    degrees = ("west", "south", "east", "north", "latitude", "longitude")
    op.create_table(
        "area_boundaries",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", _AREA_CODE, nullable=False),
        sa.Column("geometry", postgresql.JSONB(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in degrees),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_area_boundaries")),
        sa.ForeignKeyConstraint(
            ["tenant", "id"],
            ["areas.tenant", "areas.id"],
            name=op.f("fk_area_boundaries_tenant_id_areas"),
            ondelete="CASCADE",
        ),
    )


def _elections() -> None:
    op.create_table(
        "elections",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("voting_on", sa.Date(), nullable=False),
        sa.Column("milestones", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_elections")),
    )


def _polling_stations() -> None:
    table = "polling_stations"
    op.create_table(
        table,
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("election", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("area", _AREA_CODE, nullable=False),
        sa.Column("site", sa.Text()),
        sa.Column("special", sa.Boolean(), nullable=False),
        sa.Column("supervision", sa.Text()),
        sa.Column("vulnerability", sa.String(32)),
        sa.Column("vulnerability_reason", sa.Text()),
        sa.Column("vulnerability_source", sa.Text()),
        sa.Column("assessed_on", sa.Date()),
        sa.PrimaryKeyConstraint("tenant", "election", "id", name=op.f(f"pk_{table}")),
        _reference(table, "election", "elections"),
        _reference(table, "area", "areas"),
        _reference(table, "site", "sites"),
        sa.UniqueConstraint(
            "tenant", "election", "area", "number", name=op.f(f"uq_{table}_tenant_election_area_number")
        ),
    )
    op.create_index(op.f(f"ix_{table}_tenant_site"), table, ["tenant", "site"])
