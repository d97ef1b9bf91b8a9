"""The access log: its heads, leaves, tiles, edges, and what opens its hidden fields."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_heads",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("open_tiles", postgresql.ARRAY(sa.LargeBinary()), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name="pk_log_heads"),
    )
    op.create_table(
        "log_leaves",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("index", sa.BigInteger(), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "index", name="pk_log_leaves"),
    )
    op.create_table(
        "log_tiles",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "level", "number", name="pk_log_tiles"),
    )
    op.create_table(
        "log_edges",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("edge", sa.Text(), nullable=False),
        sa.Column("following", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "edge", name="pk_log_edges"),
    )
    op.create_table(
        "log_openings",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("index", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "index", name="pk_log_openings"),
    )


def downgrade() -> None:
    for table in ("log_openings", "log_edges", "log_tiles", "log_leaves", "log_heads"):
        op.drop_table(table)
