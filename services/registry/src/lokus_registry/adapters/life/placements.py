"""Placements as a table; the check is part of the row."""

from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.domain.life.placement import Placement, SecrecyCheck

_TABLE = schema.camera_placements


class PlacementTable:
    """The placements of a tenant's cameras (`PlacementRegister`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def find(self, camera: str) -> Placement | None:
        """The placement of a camera."""
        query = select(_TABLE).where(_TABLE.c.tenant == self._tenant, _TABLE.c.camera == camera)
        row = (await self._session.execute(query)).mappings().one_or_none()
        return None if row is None else _placement(row)

    async def put(self, placement: Placement) -> None:
        """Write it, new or not."""
        values = _values(placement)
        row = insert(_TABLE).values(tenant=self._tenant, camera=placement.camera, **values)
        await self._session.execute(
            row.on_conflict_do_update(index_elements=["tenant", "camera"], set_=values)
        )


def _placement(row: RowMapping) -> Placement:
    check = None
    if row["snapshot"] is not None:
        check = SecrecyCheck(
            row["snapshot"],
            row["verdict"],
            row["note"],
            row["checked_by"],
            row["checked_at"],
            row["checked_for"],
        )
    return Placement(row["camera"], row["aim"], tuple(row["must_not_see"]), check, row["by"], row["at"])


def _values(placement: Placement) -> dict[str, Any]:
    check = placement.secrecy_check
    return {
        "aim": placement.aim,
        "must_not_see": list(placement.must_not_see),
        "by": placement.by,
        "at": placement.at,
        "snapshot": check and check.snapshot,
        "verdict": check and check.verdict,
        "note": check and check.note,
        "checked_by": check and check.by,
        "checked_at": check and check.at,
        "checked_for": check and check.organisation,
    }
