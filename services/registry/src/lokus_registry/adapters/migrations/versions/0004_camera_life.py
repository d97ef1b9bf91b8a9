"""The life of a camera, its placement, consent and acceptance tests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _life()
    _changes()
    _lives_so_far()
    _consents()
    _placements()
    _acceptance_tests()


def downgrade() -> None:
    for name in ("camera_acceptance_tests", "camera_placements", "camera_consents"):
        op.drop_table(name)
    for name in ("camera_life_changes", "camera_life"):
        op.drop_table(name)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _word(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(32), nullable=nullable)


def _with_camera(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant", "camera"],
        ["cameras.tenant", "cameras.id"],
        name=op.f(f"fk_{table}_tenant_camera_cameras"),
        ondelete="CASCADE",
    )


def _life() -> None:
    op.create_table(
        "camera_life",
        *(_text("tenant"), _text("camera"), _word("state"), _moment("since")),
        *(_text("by"), _text("reason", nullable=True)),
        sa.Column("consented", sa.Boolean(), nullable=False),
        *(_moment("registered_at"), _moment("pictures_after")),
        sa.PrimaryKeyConstraint("tenant", "camera", name=op.f("pk_camera_life")),
        _with_camera("camera_life"),
    )
    op.create_index(op.f("ix_camera_life_tenant_state"), "camera_life", ["tenant", "state"])
    op.create_index(
        "ix_camera_life_waiting",
        "camera_life",
        ["registered_at"],
        postgresql_where=sa.text("state = 'registered'"),
    )


def _changes() -> None:
    op.create_table(
        "camera_life_changes",
        *(_text("tenant"), _text("camera"), sa.Column("number", sa.Integer(), nullable=False)),
        *(_word("before", nullable=True), _word("state"), _text("verb"), _text("by")),
        *(_text("reason", nullable=True), _text("organisation", nullable=True), _moment("at")),
        sa.PrimaryKeyConstraint("tenant", "camera", "number", name=op.f("pk_camera_life_changes")),
    )


def _lives_so_far() -> None:
    """Cameras that were shared before lives were kept go on being shared."""
    op.execute("""
        INSERT INTO camera_life
            (tenant, camera, state, since, by, reason, consented, registered_at, pictures_after)
        SELECT tenant, id, 'in_service', now(), 'platform', 'in service before its life was kept', true,
            now(), now()
        FROM cameras
    """)
    op.execute("""
        INSERT INTO camera_life_changes (tenant, camera, number, state, verb, by, reason, at)
        SELECT tenant, camera, 1, state, 'register', by, reason, since FROM camera_life
    """)


def _consents() -> None:
    op.create_table(
        "camera_consents",
        *(_text("tenant"), _text("camera"), sa.Column("number", sa.Integer(), nullable=False)),
        *(_text("terms"), _text("letter", nullable=True), _moment("given_at"), _text("by")),
        *(_moment("withdrawn_at", nullable=True), _text("withdrawn_by", nullable=True)),
        _text("withdrawal_reason", nullable=True),
        sa.PrimaryKeyConstraint("tenant", "camera", "number", name=op.f("pk_camera_consents")),
        _with_camera("camera_consents"),
        sa.ForeignKeyConstraint(
            ["tenant", "letter"],
            ["files.tenant", "files.id"],
            name=op.f("fk_camera_consents_tenant_letter_files"),
        ),
    )


def _placements() -> None:
    op.create_table(
        "camera_placements",
        *(_text("tenant"), _text("camera"), _text("aim")),
        sa.Column("must_not_see", postgresql.ARRAY(sa.Text()), nullable=False),
        *(_text("by"), _moment("at"), _text("snapshot", nullable=True), _word("verdict", nullable=True)),
        *(_text("note", nullable=True), _text("checked_by", nullable=True)),
        *(_moment("checked_at", nullable=True), _text("checked_for", nullable=True)),
        sa.PrimaryKeyConstraint("tenant", "camera", name=op.f("pk_camera_placements")),
        _with_camera("camera_placements"),
        sa.ForeignKeyConstraint(
            ["tenant", "snapshot"],
            ["files.tenant", "files.id"],
            name=op.f("fk_camera_placements_tenant_snapshot_files"),
        ),
    )


def _acceptance_tests() -> None:
    op.create_table(
        "camera_acceptance_tests",
        *(_text("tenant"), _text("camera"), sa.Column("number", sa.Integer(), nullable=False)),
        _word("outcome"),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("expected", postgresql.JSONB(), nullable=False),
        *(_text("asked_by"), _moment("asked_at")),
        *(_moment("started_at", nullable=True), _moment("finished_at", nullable=True)),
        sa.Column("criteria", postgresql.JSONB(), nullable=False),
        _moment("claimed_until", nullable=True),
        sa.PrimaryKeyConstraint("tenant", "camera", "number", name=op.f("pk_camera_acceptance_tests")),
        _with_camera("camera_acceptance_tests"),
    )
    op.create_index(
        "ix_camera_acceptance_tests_open",
        "camera_acceptance_tests",
        ["asked_at"],
        postgresql_where=sa.text("finished_at IS NULL"),
    )
