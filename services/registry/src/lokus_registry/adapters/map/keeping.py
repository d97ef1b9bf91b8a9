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
from lokus_registry.adapters.schema import map_changes
from lokus_registry.domain.map.picture import STATUSES, Layer

_LOCK: Final = 7_046_111
_BATCH: Final = 10_000
_WORDS: Final = {
    "camera_words": [*map(str, STATUSES[Layer.CAMERAS])],
    "site_words": [*map(str, STATUSES[Layer.SITES])],
}

_SPREAD: Final = text("""
WITH taken AS (DELETE FROM map_area_changes RETURNING tenant, area)
INSERT INTO map_changes (tenant, site)
SELECT DISTINCT s.tenant, s.id
FROM taken
JOIN sites s ON s.tenant = taken.tenant AND s.area >= taken.area AND s.area < taken.area || '/'
WHERE s.latitude IS NULL
""")
"""A boundary concerns the sites within that have no position (`domain.area.span` tells what is within)."""

_WRITE: Final = text("""
WITH changed AS (
    SELECT * FROM unnest(CAST(:tenants AS text[]), CAST(:sites AS text[])) AS changed (tenant, site)
), place AS (
    SELECT s.tenant, s.id, s.name, s.kind, s.owner, s.area,
        coalesce(s.latitude, around.latitude) AS latitude,
        coalesce(s.longitude, around.longitude) AS longitude,
        CASE WHEN s.latitude IS NOT NULL THEN 'own' ELSE around.level END AS position
    FROM changed
    JOIN sites s ON s.tenant = changed.tenant AND s.id = changed.site
    LEFT JOIN LATERAL (
        SELECT b.latitude, b.longitude, CASE length(b.id)
            WHEN 2 THEN 'province' WHEN 5 THEN 'regency' WHEN 8 THEN 'district' ELSE 'village' END AS level
        FROM area_boundaries b
        WHERE s.latitude IS NULL AND b.tenant = s.tenant
            AND b.id IN (s.area, left(s.area, 8), left(s.area, 5), left(s.area, 2))
        ORDER BY length(b.id) DESC LIMIT 1
    ) AS around ON true
), camera AS (
    SELECT c.tenant, c.id, c.name, place.kind, place.id AS site, place.owner, c.vendor, place.area,
        z.private OR coalesce(life.state NOT IN ('in_service', 'maintenance'), true) AS withheld,
        coalesce(c.latitude, place.latitude) AS latitude, coalesce(c.longitude, place.longitude) AS longitude,
        CASE WHEN c.latitude IS NOT NULL THEN 'own' WHEN place.position = 'own' THEN 'site'
            ELSE place.position END AS position,
        life.state AS life, coalesce(now.state, 'unknown') AS status
    FROM place
    JOIN zones z ON z.tenant = place.tenant AND z.site = place.id
    JOIN cameras c ON c.tenant = z.tenant AND c.zone = z.id
    LEFT JOIN camera_life life ON life.tenant = c.tenant AND life.camera = c.id
    LEFT JOIN camera_status now ON now.tenant = c.tenant AND now.camera = c.id
    WHERE life.state IS DISTINCT FROM 'retired'
), covered AS (
    SELECT tenant, site, bool_or(status = 'delivering') FILTER (WHERE life = 'in_service') AS delivering,
        array_agg(DISTINCT vendor) FILTER (WHERE vendor IS NOT NULL) AS vendors
    FROM camera GROUP BY tenant, site
), point AS MATERIALIZED (
    SELECT tenant, 'cameras' AS layer, id, name, kind, site, owner,
        array_remove(ARRAY[vendor], NULL) AS vendors, area, withheld,
        array_position(CAST(:camera_words AS text[]), status::text) - 1 AS status,
        latitude, longitude, position
    FROM camera WHERE latitude IS NOT NULL
    UNION ALL
    SELECT place.tenant, 'sites', place.id, place.name, place.kind, place.id, place.owner,
        coalesce(covered.vendors, '{}'), place.area, false,
        array_position(CAST(:site_words AS text[]), CASE covered.delivering
            WHEN true THEN 'delivering' WHEN false THEN 'not_delivering' ELSE 'none' END) - 1,
        place.latitude, place.longitude, place.position
    FROM place
    LEFT JOIN covered ON covered.tenant = place.tenant AND covered.site = place.id
    WHERE place.latitude IS NOT NULL
), gone AS (
    DELETE FROM map_points p USING changed
    WHERE p.tenant = changed.tenant AND p.site = changed.site AND NOT EXISTS (
        SELECT FROM point WHERE point.tenant = p.tenant AND point.layer = p.layer AND point.id = p.id
    )
)
INSERT INTO map_points AS before
SELECT tenant, layer, id, name, kind, site, owner, vendors, area, withheld, status, latitude, longitude,
    position, x, y, map_tile(x, y)
FROM point, map_column(longitude) AS x, map_row(latitude) AS y
ON CONFLICT (tenant, layer, id) DO UPDATE SET
    name = excluded.name, kind = excluded.kind, site = excluded.site, owner = excluded.owner,
    vendors = excluded.vendors, area = excluded.area, withheld = excluded.withheld, status = excluded.status,
    latitude = excluded.latitude, longitude = excluded.longitude, position = excluded.position,
    x = excluded.x, y = excluded.y, tile = excluded.tile
WHERE before IS DISTINCT FROM excluded
""")
"""Makes the points of some sites what they should be: removes what is gone, writes the others.

What has no position stands at its site's, what stands at no site with one at the point of the narrowest
area around it that has a boundary, and where there is none at all it is not on the map.
"""


class MapKeeper:
    """Follows the changes of all tenants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def catch_up(self) -> bool:
        """Take some of the changes that wait; False when there were none, or another process takes them."""
        async with self._database.transaction() as session:
            if not (await session.execute(select(func.pg_try_advisory_xact_lock(_LOCK)))).scalar_one():
                return False
            await session.execute(_SPREAD)
            changed = await _take(session)
            if changed:
                which = {"tenants": [each[0] for each in changed], "sites": [each[1] for each in changed]}
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
