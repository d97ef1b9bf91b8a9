"""What contracts ask of pictures now, read again when contracts, their cameras or the hour have changed."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import text

from lokus_kit.clock import Clock
from lokus_postgres.database import Database
from lokus_registry.domain.delivery.interval import JAKARTA
from lokus_registry.domain.delivery.measure import Minimum

LOOK_SECONDS: Final = 5.0

# Every write of a row moves its xmin, and every removal the count: a scan tells of both.
_MARK: Final = text(
    " UNION ALL ".join(
        f"SELECT count(*), coalesce(max(xmin::text::bigint), 0) FROM {table}"  # noqa: S608 (names of ours)
        for table in ("contracts", "contract_amendments", "contract_cameras")
    )
)
_MINIMUMS: Final = text(
    """WITH in_force AS (
        SELECT tenant, id, coalesce(
            (SELECT amendment.terms FROM contract_amendments AS amendment
             WHERE amendment.tenant = contracts.tenant AND amendment.contract = contracts.id
             AND amendment.valid_from <= :today ORDER BY amendment.valid_from DESC LIMIT 1),
            contracts.terms) AS terms
        FROM contracts WHERE :today BETWEEN starts_on AND ends_on)
    SELECT stay.tenant, stay.camera, (terms->>'min_fps')::float8, (terms->>'min_width')::int,
        (terms->>'min_height')::int
    FROM contract_cameras AS stay
    JOIN in_force ON in_force.tenant = stay.tenant AND in_force.id = stay.contract
    WHERE stay.since <= :now AND stay.until > :now"""
)


class ContractMinimums:
    """The port `Minimums`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._looked_seconds: float | None = None
        self._mark: Any = None
        self._minimums: dict[str, dict[str, Minimum]] = {}

    async def by_tenant(self) -> Mapping[str, Mapping[str, Minimum]]:
        """Tenant -> camera -> minimum, as of `LOOK_SECONDS` ago at most."""
        now_seconds = self._clock.monotonic_seconds()
        if self._looked_seconds is None or now_seconds - self._looked_seconds >= LOOK_SECONDS:
            await self._look()
            self._looked_seconds = now_seconds
        return self._minimums

    async def _look(self) -> None:
        now = self._clock.now()
        async with self._database.transaction() as session:
            rows = (await session.execute(_MARK)).tuples().all()
            mark = (tuple(tuple(row) for row in rows), now.replace(minute=0, second=0, microsecond=0))
            if mark != self._mark:
                given = {"now": now, "today": now.astimezone(JAKARTA).date()}
                found: dict[str, dict[str, Minimum]] = {}
                for tenant, camera, *asked in await session.execute(_MINIMUMS, given):
                    found.setdefault(tenant, {})[camera] = Minimum(*asked)
                self._mark, self._minimums = mark, found
