"""Points and cells of the map out of one index: `(tenant, layer, tile)`, with all that is counted by in it.

A cover is some ranges of that index, so that a look costs what it sees. Whole cities are counted by
cell and status as one number, which is what makes 60,000 points a matter of ten milliseconds. The
statements are text: a console asks on every pan, and building them from parts took longer than some looks.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.application.map.ports import InCell
from lokus_registry.domain.area import span
from lokus_registry.domain.map.cells import Box, Cover, Range, ranges_of, shift_of
from lokus_registry.domain.map.mercator import latitude_of, longitude_of
from lokus_registry.domain.map.picture import STATUSES, Cluster, Layer, MapPoint, Position
from lokus_registry.domain.policy.survey import Outlook

_STATUS_BITS: Final = 3

_SHOWN: Final = "SELECT id, name, kind, site, latitude, longitude, position, status FROM "
_COUNTED: Final = "SELECT count(*) FROM (SELECT FROM "
_UP_TO: Final = " LIMIT :most) AS few"
_CELLS: Final = "SELECT cell.* FROM "
_BY_CELL: Final = "SELECT ((tile >> :shift) << 3) | status AS key, count(*), sum(x), sum(y)"
_EACH: Final = " GROUP BY key) AS cell"
_IN_BOX: Final = " AND x BETWEEN :west AND :east AND y BETWEEN :north AND :south"

_BY_RANGE: Final = (
    "unnest(CAST(:firsts AS bigint[]), CAST(:lasts AS bigint[])) AS part (first, last) CROSS JOIN LATERAL ("
)
_OF_RANGE: Final = (
    " FROM map_points WHERE tenant = :tenant AND layer = :layer AND tile BETWEEN part.first AND part.last"
)
_ONE_BY_ONE: Final = " OFFSET 0) AS point"
"""Keeps PostgreSQL from taking the ranges for a filter on the whole table."""


class MapPointTable:
    """The points of one tenant (`MapPoints`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def count(self, layer: Layer, box: Box, cover: Cover, outlook: Outlook, limit: int) -> int:
        """How many points stand in the box; `limit` when they are so many or more."""
        statement = _seen(_COUNTED, outlook, _IN_BOX) + _UP_TO
        values = self._values(layer, cover.ranges, outlook) | _edges(box) | {"most": limit}
        found: int = (await self._session.execute(_prepared(statement), values)).scalar_one()
        return found

    async def within(self, layer: Layer, box: Box, cover: Cover, outlook: Outlook) -> Sequence[MapPoint]:
        """The points in the box, in the order of their ids."""
        values = self._values(layer, cover.ranges, outlook) | _edges(box)
        return await self._points(layer, _seen(_SHOWN, outlook, _IN_BOX), values)

    async def alone(
        self, layer: Layer, level: int, cells: Sequence[int], outlook: Outlook
    ) -> Sequence[MapPoint]:
        """The points in these cells of a level, in the order of their ids."""
        values = self._values(layer, ranges_of(level, cells), outlook)
        return await self._points(layer, _seen(_SHOWN, outlook), values)

    async def cells(self, layer: Layer, cover: Cover, outlook: Outlook) -> Sequence[InCell]:
        """What each cell of the cover holds, in the order of cells; empty cells are left out."""
        # No cell lies in two ranges, so each range is counted by itself: nothing is joined row by row.
        statement = f"{_CELLS}{_BY_RANGE}{_BY_CELL}{_OF_RANGE} AND {_looked_over(outlook)}{_EACH}"
        values = self._values(layer, cover.ranges, outlook) | {"shift": shift_of(cover.level)}
        held: defaultdict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
        for key, count, columns, rows in await self._session.execute(_prepared(statement), values):
            held[key >> _STATUS_BITS].append((key & (1 << _STATUS_BITS) - 1, count, columns, rows))
        return [InCell(number, _cluster(STATUSES[layer], held[number])) for number in sorted(held)]

    async def _points(self, layer: Layer, statement: str, values: dict[str, Any]) -> Sequence[MapPoint]:
        words = STATUSES[layer]
        rows = (await self._session.execute(_prepared(statement), values)).mappings()
        points = [
            MapPoint(**row | {"status": words[row["status"]], "position": Position(row["position"])})
            for row in map(dict, rows)
        ]
        return sorted(points, key=lambda point: point.id)

    def _values(self, layer: Layer, ranges: Sequence[Range], outlook: Outlook) -> dict[str, Any]:
        spans = [span(area) for area in outlook.areas]
        return {
            "tenant": self._tenant,
            "layer": str(layer),
            "firsts": [first for first, _ in ranges],
            "lasts": [last for _, last in ranges],
            **({} if outlook.owner is None else {"owner": outlook.owner}),
            **({} if outlook.vendor is None else {"vendor": outlook.vendor}),
            **{f"area_{number}": first for number, (first, _) in enumerate(spans)},
            **{f"behind_{number}": behind for number, (_, behind) in enumerate(spans)},
        }


@lru_cache(maxsize=256)
def _prepared(statement: str) -> TextClause:
    return text(statement)


def _seen(beginning: str, outlook: Outlook, in_box: str = "") -> str:
    """The points in the ranges that are looked over; all is spelled in this module, nothing by a caller."""
    return f"{beginning}{_BY_RANGE}SELECT *{_OF_RANGE}{in_box} AND {_looked_over(outlook)}{_ONE_BY_ONE}"


def _looked_over(outlook: Outlook) -> str:
    if outlook.everything:
        return "true"
    ways = [
        f"(NOT withheld AND area >= :area_{number} AND area < :behind_{number})"
        for number in range(len(outlook.areas))
    ]
    if outlook.owner is not None:
        ways.append("owner = :owner")
    if outlook.vendor is not None:
        ways.append(":vendor = ANY (vendors)")
    return f"({' OR '.join(ways)})"


def _edges(box: Box) -> dict[str, int]:
    (west, east), (north, south) = box.columns(), box.rows()
    return {"west": west, "east": east, "north": north, "south": south}


def _cluster(words: Sequence[str], counted: Sequence[tuple[int, int, int, int]]) -> Cluster:
    """Sums by status as one cluster; sums of whole numbers, so the same whatever order they come in."""
    count = sum(each[1] for each in counted)
    return Cluster(
        latitude=latitude_of(sum(each[3] for each in counted) / count),
        longitude=longitude_of(sum(each[2] for each in counted) / count),
        counts={words[status]: counted for status, counted, _, _ in sorted(counted)},
    )
