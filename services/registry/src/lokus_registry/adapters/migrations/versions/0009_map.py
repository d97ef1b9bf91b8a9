"""Where cameras and sites stand on the map, and lists of cameras by the beginning of a name."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_cameras_name_begins",
        "cameras",
        ["tenant", sa.func.lower(sa.column("name")).label("small")],
        postgresql_ops={"small": "text_pattern_ops"},
    )


def downgrade() -> None:
    op.drop_index("ix_cameras_name_begins", "cameras")
