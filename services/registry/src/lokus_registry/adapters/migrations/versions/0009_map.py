"""Where cameras and sites stand on the map, and lists of cameras by what they deliver."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_FUNCTIONS = (
    """
    CREATE FUNCTION map_column(longitude double precision) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN greatest(0, least(1073741823, floor((longitude + 180) / 360 * 1073741824)))::integer
    """,
    """
    CREATE FUNCTION map_row(latitude double precision) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    BEGIN
        latitude := greatest(-85.051128779806604, least(85.051128779806604, latitude));
        latitude := 0.5 - asinh(tan(radians(latitude))) / (2 * pi());
        RETURN greatest(0, least(1073741823, floor(latitude * 1073741824)))::integer;
    END $$
    """,
    """
    CREATE FUNCTION map_spread(number bigint) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
    BEGIN
        number := (number | (number << 16)) & x'0000ffff0000ffff'::bigint;
        number := (number | (number << 8)) & x'00ff00ff00ff00ff'::bigint;
        number := (number | (number << 4)) & x'0f0f0f0f0f0f0f0f'::bigint;
        number := (number | (number << 2)) & x'3333333333333333'::bigint;
        RETURN (number | (number << 1)) & x'5555555555555555'::bigint;
    END $$
    """,
    """
    CREATE FUNCTION map_tile(x integer, y integer) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN map_spread(x) | (map_spread(y) << 1)
    """,
)
"""The same grid and numbers as in `domain.map`."""

_CHANGED_SITES = {
    "sites": "SELECT tenant, id FROM changed",
    "zones": "SELECT DISTINCT tenant, site FROM changed",
    "cameras": "SELECT DISTINCT z.tenant, z.site FROM changed JOIN zones z"
    " ON z.tenant = changed.tenant AND z.id = changed.zone",
    "camera_life": "SELECT DISTINCT z.tenant, z.site FROM changed JOIN cameras c"
    " ON c.tenant = changed.tenant AND c.id = changed.camera JOIN zones z"
    " ON z.tenant = c.tenant AND z.id = c.zone",
}
_CHANGED_SITES["camera_status"] = _CHANGED_SITES["camera_life"]
"""The sites that a change of some rows of a table concerns."""

_EVENTS = {
    "inserted": ("INSERT", "NEW"),
    "updated_from": ("UPDATE", "OLD"),
    "updated_to": ("UPDATE", "NEW"),
    "deleted": ("DELETE", "OLD"),
}


def upgrade() -> None:
    op.create_index(
        op.f("ix_camera_status_tenant_state_camera"), "camera_status", ["tenant", "state", "camera"]
    )
    _points()
    for function in _FUNCTIONS:
        op.execute(function)
    _follow()


def downgrade() -> None:
    for table in (*_CHANGED_SITES, "area_boundaries"):
        for event in _EVENTS:
            op.execute(f"DROP TRIGGER map_{table}_{event} ON {table}")
        op.execute(f"DROP FUNCTION map_{table}_changed()")
    for function in ("map_tile", "map_spread", "map_row", "map_column"):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_table("map_area_changes")
    op.drop_table("map_changes")
    op.drop_table("map_points")
    op.drop_index("ix_camera_status_tenant_state_camera", "camera_status")


def _text(name: str, *, nullable: bool = False, collation: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(collation=collation), nullable=nullable)


def _points() -> None:
    op.create_table(
        "map_points",
        *(_text("tenant"), sa.Column("layer", sa.String(32), nullable=False), _text("id"), _text("name")),
        *(sa.Column("kind", sa.String(32), nullable=False), _text("site"), _text("owner")),
        sa.Column("vendors", sa.ARRAY(sa.Text()), nullable=False),
        _text("area", collation="C"),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("latitude", "longitude")),
        sa.Column("position", sa.String(32), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("x", "y")),
        sa.Column("tile", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "layer", "id", name=op.f("pk_map_points")),
    )
    op.create_index(op.f("ix_map_points_tenant_site"), "map_points", ["tenant", "site"])
    op.create_index(
        "ix_map_points_tile",
        "map_points",
        ["tenant", "layer", "tile"],
        postgresql_include=["status", "x", "y", "withheld", "owner", "vendors", "area"],
    )


def _follow() -> None:
    """Note every site that something changes of, from now on, and every site that is there."""
    op.create_table(
        "map_changes",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        *(_text("tenant"), _text("site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_changes")),
    )
    op.create_table(
        "map_area_changes",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        *(_text("tenant"), _text("area", collation="C")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_area_changes")),
    )
    for table, sites in _CHANGED_SITES.items():
        _note(table, f"map_changes (tenant, site) {sites}")
    _note("area_boundaries", "map_area_changes (tenant, area) SELECT tenant, id FROM changed")
    op.execute("INSERT INTO map_changes (tenant, site) SELECT tenant, id FROM sites")


def _note(table: str, what: str) -> None:
    """Have triggers on a table insert something whenever its rows change."""
    op.execute(
        f"CREATE FUNCTION map_{table}_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"INSERT INTO {what}; RETURN NULL; END $$"
    )
    for event, (verb, which) in _EVENTS.items():
        op.execute(
            f"CREATE TRIGGER map_{table}_{event} AFTER {verb} ON {table} "
            f"REFERENCING {which} TABLE AS changed "
            f"FOR EACH STATEMENT EXECUTE FUNCTION map_{table}_changed()"
        )
