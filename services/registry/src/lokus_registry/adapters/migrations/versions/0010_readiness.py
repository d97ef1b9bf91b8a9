"""Standards, and what was found at sites."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standards",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("site_kind", sa.String(32), nullable=False),
        sa.Column("items", postgresql.JSONB(), nullable=False),
        sa.Column("variant", sa.String(32)),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_standards")),
        sa.ForeignKeyConstraint(
            ["tenant", "owner"],
            ["organisations.tenant", "organisations.id"],
            name=op.f("fk_standards_tenant_owner_organisations"),
        ),
    )
    op.create_index(op.f("ix_standards_tenant_owner"), "standards", ["tenant", "owner"])
    _records()


def downgrade() -> None:
    for name in ("readiness_records", "standards"):
        op.drop_table(name)


def _records() -> None:
    op.create_table(
        "readiness_records",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fulfilled", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("evidence", sa.Text()),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "site", "item", "number", name=op.f("pk_readiness_records")),
        sa.ForeignKeyConstraint(
            ["tenant", "site"],
            ["sites.tenant", "sites.id"],
            name=op.f("fk_readiness_records_tenant_site_sites"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "evidence"],
            ["files.tenant", "files.id"],
            name=op.f("fk_readiness_records_tenant_evidence_files"),
        ),
    )
    op.create_index(
        op.f("ix_readiness_records_tenant_site_item_observed_at_number"),
        "readiness_records",
        ["tenant", "site", "item", "observed_at", "number"],
    )
