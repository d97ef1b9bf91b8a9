"""Holds on recordings."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recording_holds",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("camera", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("case_reference", sa.Text()),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.Text()),
        sa.Column("lifted_organisation", sa.Text()),
        sa.Column("lifted_at", sa.DateTime(timezone=True)),
        sa.Column("lift_reason", sa.Text()),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_recording_holds")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_recording_holds_range")),
        sa.CheckConstraint(
            "num_nulls(lifted_by, lifted_organisation, lifted_at, lift_reason) IN (0, 4)",
            name=op.f("ck_recording_holds_lifted"),
        ),
    )
    op.create_index(
        "ix_recording_holds_tenant_camera_open",
        "recording_holds",
        ["tenant", "camera"],
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_index(
        op.f("ix_recording_holds_tenant_camera_id"), "recording_holds", ["tenant", "camera", "id"]
    )


def downgrade() -> None:
    op.drop_table("recording_holds")
