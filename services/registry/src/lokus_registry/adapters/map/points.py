"""Points and cells of the map out of one index: `(tenant, layer, tile)`, with all that is counted by in it.

A cover is some ranges of that index, so that a look costs what it sees. Whole cities are counted by
cell and status as one number, which is what makes 60,000 points a matter of ten milliseconds.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Select, cast, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters.schema import map_points
from lokus_registry.adapters.within import within
from lokus_registry.application.map.ports import InCell
from lokus_registry.domain.map.cells import Box, Cover, Range, ranges_of, shift_of
from lokus_registry.domain.map.mercator import latitude_of, longitude_of
from lokus_registry.domain.map.picture import STATUSES, Cluster, Layer, MapPoint
from lokus_registry.domain.policy.survey import Outlook

_STATUS_BITS: Final = 3
_SHOWN: Final = [
    map_points.c[name] for name in ("id", "name", "kind", "site", "latitude", "longitude", "status")
]


class MapPointTable:
    """The points of one tenant (`MapPoints`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def within(
        self, layer: Layer, box: Box, cover: Cover, outlook: Outlook, limit: int
    ) -> Sequence[MapPoint]:
        """At most `limit` points in the box, in the order of their ids if these are all."""
        in_box = map_points.c.x.between(*box.columns()) & map_points.c.y.between(*box.rows())
        query = self._seen(select(*_SHOWN), layer, cover.ranges, outlook).where(in_box).limit(limit)
        return await self._points(query, layer)

    async def alone(
        self, layer: Layer, level: int, cells: Sequence[int], outlook: Outlook
    ) -> Sequence[MapPoint]:
        """The points in these cells of a level, in the order of their ids."""
        query = self._seen(select(*_SHOWN), layer, ranges_of(level, cells), outlook)
        return await self._points(query, layer)

    async def cells(self, layer: Layer, cover: Cover, outlook: Outlook) -> Sequence[InCell]:
        """What each cell of the cover holds, in the order of cells; empty cells are left out."""
        cell = map_points.c.tile.op(">>")(literal(shift_of(cover.level)))
        in_one = cell.op("<<")(literal(_STATUS_BITS)).op("|")(map_points.c.status)
        sums = func.count(), func.sum(map_points.c.x), func.sum(map_points.c.y)
        query = self._seen(select(in_one.label("key"), *sums), layer, cover.ranges, outlook).group_by("key")
        held: defaultdict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
        for key, count, columns, rows in await self._session.execute(query):
            held[key >> _STATUS_BITS].append((key & (1 << _STATUS_BITS) - 1, count, columns, rows))
        return [InCell(number, _cluster(STATUSES[layer], held[number])) for number in sorted(held)]

    async def _points(self, query: Select[Any], layer: Layer) -> Sequence[MapPoint]:
        words = STATUSES[layer]
        rows = (await self._session.execute(query)).mappings()
        points = [MapPoint(**row | {"status": words[row["status"]]}) for row in map(dict, rows)]
        return sorted(points, key=lambda point: point.id)

    def _seen(
        self, query: Select[Any], layer: Layer, ranges: Sequence[Range], outlook: Outlook
    ) -> Select[Any]:
        """Narrow to the points in the ranges that are looked over."""
        part = _unnested(ranges)
        return query.join_from(
            part,
            map_points,
            (map_points.c.tenant == self._tenant)
            & (map_points.c.layer == layer)
            & map_points.c.tile.between(part.c.first, part.c.last),
        ).where(*self._looked_over(layer, outlook))

    def _looked_over(self, layer: Layer, outlook: Outlook) -> list[ColumnElement[bool]]:
        if outlook.everything:
            return []
        ways: list[ColumnElement[bool]] = [
            ~map_points.c.private & within(map_points.c.area, area) for area in outlook.areas
        ]
        if outlook.owner is not None:
            ways.append(map_points.c.owner == outlook.owner)
        if outlook.vendor is not None:
            ways.append(self._kept_by(layer, outlook.vendor))
        return [or_(*ways)]

    def _kept_by(self, layer: Layer, vendor: str) -> ColumnElement[bool]:
        """A vendor's cameras, and the sites at which they stand."""
        if layer is Layer.CAMERAS:
            return map_points.c.vendor == vendor
        cameras = map_points.alias()
        theirs = (cameras.c.tenant == self._tenant) & (cameras.c.vendor == vendor)
        return map_points.c.site.in_(select(cameras.c.site).where(cameras.c.layer == Layer.CAMERAS, theirs))


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
