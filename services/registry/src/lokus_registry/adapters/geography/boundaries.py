"""Boundaries as a table: GeoJSON as it is, found by the box around it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.adapters.upsert import upsert
from lokus_registry.application.outcome import Outcome
from lokus_registry.application.ports import Lock
from lokus_registry.domain.geography.boundary import Boundary, Point


class BoundaryTable:
    """The boundaries of a tenant's areas (`BoundaryRegister`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def find(self, code: str, lock: Lock = Lock.NONE) -> Boundary | None:
        """The boundary of an area, locked as asked."""
        query = select(schema.area_boundaries).where(self._is(code))
        if lock is not Lock.NONE:
            query = query.with_for_update(read=lock is Lock.KEEP)
        row = (await self._session.execute(query)).mappings().one_or_none()
        return None if row is None else _boundary(row)

    async def around(self, point: Point) -> Sequence[Boundary]:
        """The boundaries whose boxes hold a point."""
        boxes = schema.area_boundaries
        query = select(boxes).where(
            boxes.c.tenant == self._tenant,
            boxes.c.west <= point.longitude,
            boxes.c.east >= point.longitude,
            boxes.c.south <= point.latitude,
            boxes.c.north >= point.latitude,
        )
        return [_boundary(row) for row in (await self._session.execute(query)).mappings()]

    async def put_many(self, boundaries: Sequence[Boundary]) -> Sequence[Outcome]:
        """Write all in one statement."""
        rows = [self._row(boundary) for boundary in boundaries]
        return await upsert(self._session, schema.area_boundaries, rows)

    async def remove(self, code: str) -> None:
        """Remove one."""
        await self._session.execute(delete(schema.area_boundaries).where(self._is(code)))

    def _row(self, boundary: Boundary) -> Mapping[str, Any]:
        members = asdict(boundary)
        polygons = members.pop("polygons")
        return {
            "tenant": self._tenant,
            "geometry": {"type": "MultiPolygon", "coordinates": polygons},
            **members,
        }

    def _is(self, code: str) -> Any:
        boxes = schema.area_boundaries
        return (boxes.c.tenant == self._tenant) & (boxes.c.id == code)


def _boundary(row: RowMapping) -> Boundary:
    members = {name: value for name, value in row.items() if name not in {"tenant", "geometry"}}
    polygons = tuple(
        tuple(tuple((longitude, latitude) for longitude, latitude in ring) for ring in polygon)
        for polygon in row["geometry"]["coordinates"]
    )
    return Boundary(polygons=polygons, **members)
