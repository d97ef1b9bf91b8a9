"""People, what a site has, standards and their records, files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _files()
    _hierarchy()
    _people()
    _sites()
    _zone_privacy()


def downgrade() -> None:
    op.drop_table("zone_privacy_changes")
    for column in ("notice_sign", "command_post", "contact", "variant"):
        op.drop_column("sites", column)
    op.drop_table("people")
    for column in ("jurisdiction", "parent"):
        op.drop_column("organisations", column)
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


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _refer(table: str, column: str, target: str) -> None:
    name = op.f(f"fk_{table}_tenant_{column}_{target}")
    op.create_foreign_key(name, table, target, ["tenant", column], ["tenant", "id"])


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


def _hierarchy() -> None:
    op.add_column("organisations", sa.Column("parent", sa.Text()))
    codes: sa.Column[list[str]] = sa.Column(
        "jurisdiction", sa.ARRAY(sa.Text()), nullable=False, server_default="{}"
    )
    op.add_column("organisations", codes)
    op.alter_column("organisations", "jurisdiction", server_default=None)
    _refer("organisations", "parent", "organisations")
    _index("organisations", "tenant", "parent")


def _people() -> None:
    _table(
        "people",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("subject", sa.Text()),
        sa.Column("active", sa.Boolean(), nullable=False),
        _reference("people", "organisation", "organisations"),
        sa.UniqueConstraint(
            "tenant", "organisation", "subject", name=op.f("uq_people_tenant_organisation_subject")
        ),
    )
    _index("people", "tenant", "organisation", "id")


def _sites() -> None:
    op.add_column("sites", sa.Column("variant", sa.String(32)))
    op.add_column("sites", sa.Column("contact", sa.Text()))
    op.add_column("sites", sa.Column("command_post", sa.Text()))
    op.add_column("sites", sa.Column("notice_sign", postgresql.JSONB()))
    _refer("sites", "contact", "people")
    _refer("sites", "command_post", "sites")
    _index("sites", "tenant", "contact")
    _index("sites", "tenant", "command_post")


def _zone_privacy() -> None:
    op.create_table(
        "zone_privacy_changes",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("tenant", "zone", "number", name=op.f("pk_zone_privacy_changes")),
        sa.CheckConstraint("number > 0", name=op.f("ck_zone_privacy_changes_number")),
    )
