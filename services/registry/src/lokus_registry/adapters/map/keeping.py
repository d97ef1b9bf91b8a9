"""Keeps `map_points` in step: takes the sites that changed, and writes their points as they are now.

Behind the requests, not within them: a change of a camera need not wait for the map, and nobody who
folds thousands of measurements holds rows that others wait for. One process at a time does it; what it
took and what it wrote commit together, so a restart goes on where it was. The map is a second behind,
at most, while changes come no faster than it writes.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_postgres.database import Database
from lokus_registry.adapters.planning import plan_each_time
from lokus_registry.adapters.schema import map_changes
from lokus_registry.domain.map.picture import STATUSES, Layer

_LOCK: Final = 7_046_111
_BATCH: Final = 10_000
_WORDS: Final = {
    "camera_words": [*map(str, STATUSES[Layer.CAMERAS])],
    "site_words": [*map(str, STATUSES[Layer.SITES])],
}

_REMOVE: Final = text("""
DELETE FROM map_points p
USING unnest(CAST(:tenants AS text[]), CAST(:sites AS text[])) AS changed (tenant, site)
WHERE p.tenant = changed.tenant AND p.site = changed.site AND NOT CASE p.layer
    WHEN 'sites' THEN EXISTS (
        SELECT FROM sites s WHERE s.tenant = p.tenant AND s.id = p.id AND s.latitude IS NOT NULL
    )
    ELSE EXISTS (
        SELECT FROM cameras c
        JOIN zones z ON z.tenant = c.tenant AND z.id = c.zone
        JOIN sites s ON s.tenant = z.tenant AND s.id = z.site
        LEFT JOIN camera_life life ON life.tenant = c.tenant AND life.camera = c.id
        WHERE c.tenant = p.tenant AND c.id = p.id AND s.id = p.site
            AND coalesce(c.latitude, s.latitude) IS NOT NULL AND life.state IS DISTINCT FROM 'retired'
    )
END
""")

_WRITE: Final = text("""
WITH changed AS (
    SELECT * FROM unnest(CAST(:tenants AS text[]), CAST(:sites AS text[])) AS changed (tenant, site)
), camera AS (
    SELECT c.tenant, c.id, c.name, s.kind, s.id AS site, s.owner, c.vendor, s.area, z.private,
        coalesce(c.latitude, s.latitude) AS latitude, coalesce(c.longitude, s.longitude) AS longitude,
        life.state AS life, coalesce(now.state, 'unknown') AS status
    FROM changed
    JOIN sites s ON s.tenant = changed.tenant AND s.id = changed.site
    JOIN zones z ON z.tenant = s.tenant AND z.site = s.id
    JOIN cameras c ON c.tenant = z.tenant AND c.zone = z.id
    LEFT JOIN camera_life life ON life.tenant = c.tenant AND life.camera = c.id
    LEFT JOIN camera_status now ON now.tenant = c.tenant AND now.camera = c.id
), covered AS (
    SELECT tenant, site, bool_or(status = 'delivering') AS delivering
    FROM camera WHERE life = 'in_service' GROUP BY tenant, site
), point AS (
    SELECT tenant, 'cameras' AS layer, id, name, kind, site, owner, vendor, area, private,
        array_position(CAST(:camera_words AS text[]), status::text) - 1 AS status, latitude, longitude
    FROM camera WHERE latitude IS NOT NULL AND life IS DISTINCT FROM 'retired'
    UNION ALL
    SELECT s.tenant, 'sites', s.id, s.name, s.kind, s.id, s.owner, NULL, s.area, false,
        array_position(CAST(:site_words AS text[]), CASE covered.delivering
            WHEN true THEN 'delivering' WHEN false THEN 'not_delivering' ELSE 'none' END) - 1,
        s.latitude, s.longitude
    FROM changed
    JOIN sites s ON s.tenant = changed.tenant AND s.id = changed.site
    LEFT JOIN covered ON covered.tenant = s.tenant AND covered.site = s.id
    WHERE s.latitude IS NOT NULL
)
INSERT INTO map_points AS before
SELECT tenant, layer, id, name, kind, site, owner, vendor, area, private, status, latitude, longitude,
    x, y, map_tile(x, y)
FROM point, map_column(longitude) AS x, map_row(latitude) AS y
ON CONFLICT (tenant, layer, id) DO UPDATE SET
    name = excluded.name, kind = excluded.kind, site = excluded.site, owner = excluded.owner,
    vendor = excluded.vendor, area = excluded.area, private = excluded.private, status = excluded.status,
    latitude = excluded.latitude, longitude = excluded.longitude,
    x = excluded.x, y = excluded.y, tile = excluded.tile
WHERE before IS DISTINCT FROM excluded
""")


class MapKeeper:
    """Follows the changes of all tenants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def catch_up(self) -> bool:
        """Take some of the changes that wait; False when there were none, or another process takes them."""
        async with self._database.transaction() as session:
            if not (await session.execute(select(func.pg_try_advisory_xact_lock(_LOCK)))).scalar_one():
                return False
            changed = await _take(session)
            if changed:
                which = {"tenants": [each[0] for each in changed], "sites": [each[1] for each in changed]}
                await plan_each_time(session)
                await session.execute(_REMOVE, which)
                await session.execute(_WRITE, which | _WORDS)
            return bool(changed)


async def _take(session: AsyncSession) -> Sequence[tuple[str, str]]:
    """Take the changes that wait longest; return the sites (tenant, id) that they were of.

    What is written afterwards is read by a later statement, which sees at least what these changes were.
    """
    oldest = select(map_changes.c.id).order_by(map_changes.c.id).limit(_BATCH)
    taken = delete(map_changes).where(map_changes.c.id.in_(oldest))
    found = await session.execute(taken.returning(map_changes.c.tenant, map_changes.c.site))
    return sorted({(tenant, site) for tenant, site in found})
