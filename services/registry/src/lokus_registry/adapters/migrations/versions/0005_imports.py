"""Bulk imports as jobs: the jobs, their files in sealed pieces, the errors of their rows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _imports()
    _of_job("import_pieces", sa.Column("sealed", sa.LargeBinary(), nullable=False))
    _of_job(
        "import_errors",
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.Text()),
        sa.Column("detail", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    for name in ("import_errors", "import_pieces", "imports"):
        op.drop_table(name)


def _imports() -> None:
    words = [sa.Column(name, sa.String(32), nullable=False) for name in ("collection", "mode", "format")]
    counts = [
        sa.Column(name, sa.Integer(), nullable=False)
        for name in ("created", "updated", "unchanged", "failed", "attempts")
    ]
    places = [
        sa.Column(name, sa.BigInteger(), nullable=False) for name in ("size_bytes", "offset_bytes", "line")
    ]
    op.create_table(
        "imports",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        *words,
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("election", sa.Text()),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("caller", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text()),
        *places,
        sa.Column("columns", postgresql.JSONB()),
        *counts,
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_tenant_organisation_id"), "imports", ["tenant", "organisation", "id"])
    op.create_index(
        "ix_imports_open", "imports", ["served_at"], postgresql_where=sa.text("finished_at IS NULL")
    )


def _of_job(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("tenant", "job", "number", name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(
            ["tenant", "job"], ["imports.tenant", "imports.id"], name=op.f(f"fk_{name}_tenant_job_imports")
        ),
    )
