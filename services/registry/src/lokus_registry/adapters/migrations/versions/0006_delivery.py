"""What cameras delivered: running and closed intervals, and what each is now."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _reporters()
    _open()
    _intervals()
    _place()
    _status()


def downgrade() -> None:
    for name in (
        "camera_status",
        "delivery_place",
        "delivery_intervals",
        "delivery_open",
        "delivery_reporters",
    ):
        op.drop_table(name)


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def _moment(name: str) -> sa.schema.SchemaItem:
    return sa.Column(name, _MOMENT, nullable=False)


def _measured() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("fps", sa.Float()),
    )


def _reporters() -> None:
    op.create_table(
        "delivery_reporters",
        _text("tenant"),
        _text("reporter"),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        _moment("ended_at"),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "reporter", name=op.f("pk_delivery_reporters")),
    )


def _open() -> None:
    op.create_table(
        "delivery_open",
        _text("tenant"),
        _text("camera"),
        _moment("started_at"),
        *_measured(),
        sa.Column("codec", sa.Text()),
        _text("reporter"),
        sa.PrimaryKeyConstraint("tenant", "camera", name=op.f("pk_delivery_open")),
    )
    op.create_index(op.f("ix_delivery_open_tenant_reporter"), "delivery_open", ["tenant", "reporter"])


def _intervals() -> None:
    op.create_table(
        "delivery_intervals",
        _text("tenant"),
        _text("camera"),
        _moment("started_at"),
        _moment("ended_at"),
        *_measured(),
        _text("reporter"),
        sa.PrimaryKeyConstraint("tenant", "camera", "started_at", name=op.f("pk_delivery_intervals")),
        sa.CheckConstraint("ended_at > started_at", name=op.f("ck_delivery_intervals_forward")),
        postgresql_partition_by="RANGE (started_at)",
    )


def _place() -> None:
    op.create_table(
        "delivery_place",
        _text("stream"),
        _text("life"),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_delivery_place")),
    )


def _status() -> None:
    op.create_table(
        "camera_status",
        _text("tenant"),
        _text("camera"),
        *_measured(),
        sa.Column("codec", sa.Text()),
        _moment("since"),
        sa.PrimaryKeyConstraint("tenant", "camera", name=op.f("pk_camera_status")),
    )
