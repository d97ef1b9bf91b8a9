"""A crowd of cameras, written by SQL."""

from collections.abc import Awaitable, Callable

import asyncpg
import pytest

_CROWD = """
INSERT INTO cameras (tenant, id, name, zone, streams, motion_analytics, enabled, version, latitude, longitude)
SELECT $1, 'crowd-' || n, 'Camera ' || n, 'hall', '[]', false, true, 1,
    -6.4 + 0.3 * random(), 106.65 + 0.3 * random()
FROM generate_series(1, $2) AS n
"""


@pytest.fixture
def crowd(database_url: str) -> Callable[[str, int], Awaitable[None]]:
    """Stand so many cameras of zone `hall` all over Jakarta."""

    async def fill(tenant: str, count: int) -> None:
        connection = await asyncpg.connect(database_url)
        try:
            await connection.execute(_CROWD, tenant, count)
        finally:
            await connection.close()

    return fill
