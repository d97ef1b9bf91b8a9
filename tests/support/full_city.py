"""A city of full size by SQL, in seconds: 267 villages, 30,766 sites, 60,000 cameras that mostly deliver.

What stands where is drawn from the numbers themselves, so that every filling is the same. Sites crowd
around the middle of their village; half of the cameras have a position of their own.
"""

import asyncpg

SITES = 30_766
CAMERAS = 60_000
BBOX = (106.65, -6.38, 107.0, -6.08)
"""Where all of it stands: west, south, east, north."""

_ORGANISATIONS = """
INSERT INTO organisations (tenant, id, name, kind, jurisdiction) VALUES
    ($1, 'kpu', 'KPU', 'election_commission', '{}'), ($1, 'dishub', 'Dishub', 'agency', '{}'),
    ($1, 'polda', 'Polda', 'police', '{31}'), ($1, 'polres', 'Polres', 'police', '{31.72}'),
    ($1, 'vendor-0', 'Vendor 0', 'vendor', '{}'), ($1, 'vendor-1', 'Vendor 1', 'vendor', '{}'),
    ($1, 'vendor-2', 'Vendor 2', 'vendor', '{}'), ($1, 'vendor-3', 'Vendor 3', 'vendor', '{}')
"""
_VILLAGE = """format('31.7%s.%s.%s', v % 6 + 1, lpad((v % 44 / 6 + 1)::text, 2, '0'), 1001 + v / 44)"""
_AREAS = f"""
WITH village AS (SELECT {_VILLAGE} AS code, v FROM generate_series(0, 263) AS v)
INSERT INTO areas (tenant, id, name, level, parent)
SELECT $1, '31', 'Jakarta', 'province', NULL
UNION ALL SELECT DISTINCT $1, left(code, 5), 'Kota ' || left(code, 5), 'regency', '31' FROM village
UNION ALL
SELECT DISTINCT $1, left(code, 8), 'Kecamatan ' || left(code, 8), 'district', left(code, 5) FROM village
UNION ALL SELECT DISTINCT $1, code, 'Kelurahan ' || code, 'village', left(code, 8) FROM village
"""
_SITES = f"""
INSERT INTO sites (tenant, id, name, kind, owner, area, latitude, longitude)
SELECT $1, 'site-' || lpad(n::text, 5, '0'), 'TPS ' || n,
    CASE WHEN n % 100 = 0 THEN 'warehouse' WHEN n % 10 = 0 THEN 'public_place' ELSE 'tps' END,
    CASE WHEN n % 10 = 0 AND n % 100 <> 0 THEN 'dishub' ELSE 'kpu' END, {_VILLAGE},
    -6.37 + 0.28 * ((v * 37) % 264) / 264 + 0.01 * sin(n * 7),
    106.66 + 0.33 * ((v * 101) % 264) / 264 + 0.01 * cos(n * 11)
FROM generate_series(1, $2::int) AS n, LATERAL (SELECT n % 264 AS v) AS village
"""
_ZONES = """
INSERT INTO zones (tenant, id, name, kind, site, private)
SELECT tenant, replace(id, 'site', 'zone'), 'Ruang', 'hall', id, right(id, 1) = '7'
FROM sites WHERE tenant = $1
"""
_CAMERAS = """
INSERT INTO cameras (tenant, id, name, zone, vendor, streams, motion_analytics, enabled, version,
    latitude, longitude)
SELECT $1, 'cam-' || lpad(n::text, 5, '0'), 'Kamera ' || n,
    'zone-' || lpad((n % $3::bigint + 1)::text, 5, '0'),
    'vendor-' || n % 4, '[{"name": "main", "url": "rtsp://192.0.2.10:554/s", "transport": "auto"}]',
    false, true, 1,
    CASE WHEN n % 2 = 0 THEN -6.37 + 0.28 * (n * 7919 % 60000) / 60000 END,
    CASE WHEN n % 2 = 0 THEN 106.66 + 0.33 * (n * 104729 % 60000) / 60000 END
FROM generate_series(1, $2::bigint) AS n
"""
_LIFE = """
INSERT INTO camera_life (tenant, camera, state, since, by, consented, registered_at, pictures_after)
SELECT tenant, id, CASE WHEN right(id, 1) = '3' THEN 'probed' ELSE 'in_service' END,
    '2024-01-01', 'test', true, '2024-01-01', '2024-01-01'
FROM cameras WHERE tenant = $1 ON CONFLICT (tenant, camera) DO UPDATE SET state = excluded.state
"""
_STATUS = """
INSERT INTO camera_status (tenant, camera, state, since)
SELECT tenant, id, (ARRAY['delivering', 'delivering', 'delivering', 'delivering', 'delivering', 'delivering',
    'degraded', 'stalled', 'offline', 'unknown'])[1 + abs(hashtext(id)) % 10], '2024-02-14'
FROM cameras WHERE tenant = $1
"""


async def fill_city(database_url: str, tenant: str, sites: int = SITES, cameras: int = CAMERAS) -> None:
    """Fill a migrated database with a tenant of full size, and let PostgreSQL learn what it holds."""
    sizes = {_SITES: (tenant, sites), _CAMERAS: (tenant, cameras, sites)}
    connection = await asyncpg.connect(database_url)
    try:
        for statement in (_ORGANISATIONS, _AREAS, _SITES, _ZONES, _CAMERAS, _LIFE, _STATUS):
            await connection.execute(statement, *sizes.get(statement, (tenant,)))
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def settle_map(database_url: str) -> None:
    """Return when the map has caught up, and PostgreSQL has learned what it holds."""
    connection = await asyncpg.connect(database_url)
    try:
        while await connection.fetchval("SELECT EXISTS (SELECT FROM map_changes)"):
            await connection.execute("SELECT pg_sleep(0.1)")
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
