"""People, what a site has, standards and their records, files."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _files()


def downgrade() -> None:
    for name in ("file_deposits", "files"):
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


def _files() -> None:
    _table(
        "files",
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(id) = 64", name=op.f("ck_files_sha256")),
    )
    # Pictures, films and PDF are compressed already: trying again costs time and gains nothing.
    op.execute("ALTER TABLE files ALTER COLUMN content SET STORAGE EXTERNAL")
    op.create_table(
        "file_deposits",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "file", "organisation", name=op.f("pk_file_deposits")),
        _reference("file_deposits", "file", "files"),
    )
