"""Points and cells of the map out of one index: `(tenant, layer, tile)`, with all that is counted by in it.

A cover is some ranges of that index, so that a look costs what it sees. Whole cities are counted by
cell and status as one number, which is what makes 60,000 points a matter of ten milliseconds.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters.schema import map_points
from lokus_registry.adapters.within import within
from lokus_registry.application.map.ports import InCell
from lokus_registry.domain.map.cells import Box, Cover, Range, ranges_of, shift_of
from lokus_registry.domain.map.mercator import latitude_of, longitude_of
from lokus_registry.domain.map.picture import STATUSES, Cluster, Layer, MapPoint
from lokus_registry.domain.policy.survey import Outlook

_STATUS_BITS: Final = 3
_SHOWN: Final = ("id", "name", "kind", "site", "latitude", "longitude", "status")

_NARROWED_BY: Final = ("site", "private", "owner", "vendor", "area")


class MapPointTable:
    """The points of one tenant (`MapPoints`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def count(self, layer: Layer, box: Box, cover: Cover, outlook: Outlook, limit: int) -> int:
        """How many points stand in the box; `limit` when they are so many or more."""
        query = self._seen(("tile",), layer, cover.ranges, outlook, _within(box), limit)
        return (await self._session.execute(select(func.count()).select_from(query))).scalar_one()

    async def within(self, layer: Layer, box: Box, cover: Cover, outlook: Outlook) -> Sequence[MapPoint]:
        """The points in the box, in the order of their ids."""
        return await self._points(layer, self._seen(_SHOWN, layer, cover.ranges, outlook, _within(box)))

    async def alone(
        self, layer: Layer, level: int, cells: Sequence[int], outlook: Outlook
    ) -> Sequence[MapPoint]:
        """The points in these cells of a level, in the order of their ids."""
        return await self._points(layer, self._seen(_SHOWN, layer, ranges_of(level, cells), outlook))

    async def cells(self, layer: Layer, cover: Cover, outlook: Outlook) -> Sequence[InCell]:
        """What each cell of the cover holds, in the order of cells; empty cells are left out."""
        seen = self._seen(("status", "x", "y", "tile"), layer, cover.ranges, outlook)
        cell = seen.c.tile.op(">>")(literal(shift_of(cover.level)))
        in_one = cell.op("<<")(literal(_STATUS_BITS)).op("|")(seen.c.status)
        sums = func.count(), func.sum(seen.c.x), func.sum(seen.c.y)
        query = select(in_one.label("key"), *sums).group_by("key")
        held: defaultdict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
        for key, count, columns, rows in await self._session.execute(query):
            held[key >> _STATUS_BITS].append((key & (1 << _STATUS_BITS) - 1, count, columns, rows))
        return [InCell(number, _cluster(STATUSES[layer], held[number])) for number in sorted(held)]

    async def _points(self, layer: Layer, seen: Any) -> Sequence[MapPoint]:
        words = STATUSES[layer]
        rows = (await self._session.execute(select(*(seen.c[name] for name in _SHOWN)))).mappings()
        points = [MapPoint(**row | {"status": words[row["status"]]}) for row in map(dict, rows)]
        return sorted(points, key=lambda point: point.id)

    def _seen(
        self,
        columns: Sequence[str],
        layer: Layer,
        ranges: Sequence[Range],
        outlook: Outlook,
        within_box: ColumnElement[bool] | None = None,
        limit: int | None = None,
    ) -> Any:
        """These columns of the points in the ranges that are looked over.

        Range by range, each out of the index: `OFFSET 0` keeps PostgreSQL from taking the ranges for a
        filter on the whole table, which it thinks cheaper when few points are looked over.
        """
        part = _unnested(ranges)
        by_sites = layer is Layer.SITES and outlook.vendor is not None
        needed = {*columns, *(_NARROWED_BY if by_sites else ())}
        query = select(*(map_points.c[name] for name in sorted(needed))).where(
            map_points.c.tenant == self._tenant,
            map_points.c.layer == layer,
            map_points.c.tile.between(part.c.first, part.c.last),
        )
        query = query if within_box is None else query.where(within_box)
        query = query if by_sites else query.where(*self._looked_over(map_points, layer, outlook))
        inner = query.offset(literal_column("0")).lateral("point")
        seen = select(inner).select_from(part.join(inner, true())).limit(limit)
        # The sites of a vendor are looked up once for all ranges, not once for each.
        seen = seen.where(*self._looked_over(inner, layer, outlook)) if by_sites else seen
        return seen.subquery("seen")

    def _looked_over(self, points: FromClause, layer: Layer, outlook: Outlook) -> list[ColumnElement[bool]]:
        if outlook.everything:
            return []
        ways: list[ColumnElement[bool]] = [
            ~points.c.private & within(points.c.area, area) for area in outlook.areas
        ]
        if outlook.owner is not None:
            ways.append(points.c.owner == outlook.owner)
        if outlook.vendor is not None:
            ways.append(self._kept_by(points, layer, outlook.vendor))
        return [or_(*ways)]

    def _kept_by(self, points: FromClause, layer: Layer, vendor: str) -> ColumnElement[bool]:
        """A vendor's cameras, and the sites at which they stand."""
        if layer is Layer.CAMERAS:
            return points.c.vendor == vendor
        cameras = map_points.alias("camera")
        theirs = (cameras.c.tenant == self._tenant) & (cameras.c.vendor == vendor)
        return points.c.site.in_(select(cameras.c.site).where(cameras.c.layer == Layer.CAMERAS, theirs))


def _within(box: Box) -> ColumnElement[bool]:
    return map_points.c.x.between(*box.columns()) & map_points.c.y.between(*box.rows())


def _unnested(ranges: Sequence[Range]) -> Any:
    """The ranges as a table."""
    firsts, lasts = ([each[end] for each in ranges] for end in (0, 1))
    arrays = (cast(literal(numbers, ARRAY(BigInteger)), ARRAY(BigInteger)) for numbers in (firsts, lasts))
    return func.unnest(*arrays).table_valued("first", "last", name="part").render_derived()


def _cluster(words: Sequence[str], counted: Sequence[tuple[int, int, int, int]]) -> Cluster:
    """Sums by status as one cluster; sums of whole numbers, so the same whatever order they come in."""
    count = sum(each[1] for each in counted)
    return Cluster(
        latitude=latitude_of(sum(each[3] for each in counted) / count),
        longitude=longitude_of(sum(each[2] for each in counted) / count),
        counts={words[status]: counted for status, counted, _, _ in sorted(counted)},
    )
