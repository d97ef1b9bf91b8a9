"""What other parts of the registry write while cameras live, put into the database by hand."""

import asyncpg

_IN_SERVICE = """
INSERT INTO camera_life (tenant, camera, state, since, by, consented, registered_at, pictures_after)
SELECT tenant, id, $3, now(), 'test', true, now(), now() FROM cameras WHERE tenant = $1 AND id = ANY($2)
ON CONFLICT (tenant, camera) DO UPDATE SET state = excluded.state
"""
_STATUS = """
INSERT INTO camera_status (tenant, camera, state, since)
SELECT $1, camera, $3, now() FROM unnest($2::text[]) AS camera
ON CONFLICT (tenant, camera) DO UPDATE SET state = excluded.state
"""


class Standing:
    """Sets the life and the delivery of cameras of one tenant."""

    def __init__(self, database_url: str, tenant: str) -> None:
        self._url = database_url
        self._tenant = tenant

    async def life(self, state: str, *cameras: str) -> None:
        """These cameras are in that state of their life."""
        await self._write(_IN_SERVICE, state, cameras)

    async def status(self, state: str, *cameras: str) -> None:
        """These cameras deliver so."""
        await self._write(_STATUS, state, cameras)

    async def _write(self, statement: str, state: str, cameras: tuple[str, ...]) -> None:
        connection = await asyncpg.connect(self._url)
        try:
            await connection.execute(statement, self._tenant, list(cameras), state)
        finally:
            await connection.close()
