"""The registry as it began: five collections, the versions of removed cameras, what the bus was told."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _organisations_and_areas()
    _sites_and_zones()
    _cameras()
    _bus()


def downgrade() -> None:
    for name in ("outbox", "told_lives", "removed_cameras", "cameras"):
        op.drop_table(name)
    for name in ("zones", "sites", "areas", "organisations"):
        op.drop_table(name)


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


def _organisations_and_areas() -> None:
    _table(
        "organisations",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
    )
    _table(
        "areas",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("parent", sa.Text()),
        _reference("areas", "parent", "areas"),
    )
    _index("areas", "tenant", "parent")


def _sites_and_zones() -> None:
    _table(
        "sites",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        _reference("sites", "owner", "organisations"),
        _reference("sites", "area", "areas"),
    )
    _index("sites", "tenant", "owner")
    _index("sites", "tenant", "area")
    _table(
        "zones",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        _reference("zones", "site", "sites"),
    )
    _index("zones", "tenant", "site")


def _cameras() -> None:
    _table(
        "cameras",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("vendor", sa.Text()),
        sa.Column("streams", postgresql.JSONB(), nullable=False),
        sa.Column("sealed_credentials", sa.Text()),
        sa.Column("motion_analytics", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("onvif", postgresql.JSONB()),
        sa.Column("recording", postgresql.JSONB()),
        sa.Column("version", sa.Integer(), nullable=False),
        _reference("cameras", "zone", "zones"),
        _reference("cameras", "vendor", "organisations"),
        sa.CheckConstraint("version > 0", name=op.f("ck_cameras_version")),
    )
    _index("cameras", "tenant", "zone")
    _index("cameras", "tenant", "vendor", "id")
    _table(
        "removed_cameras",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recording", postgresql.JSONB()),
    )


def _bus() -> None:
    op.create_table(
        "told_lives",
        sa.Column("life", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("life", name=op.f("pk_told_lives")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
    )
