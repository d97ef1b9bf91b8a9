"""The ledger's writing: each statement takes all rows of its kind at once, as arrays."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any, Final

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_proto.jetstream import DELIVERY
from lokus_registry.adapters.delivery.months import Months
from lokus_registry.application.delivery.ports import Place
from lokus_registry.domain.delivery.book import Book, Changes
from lokus_registry.domain.delivery.fold import Running
from lokus_registry.domain.delivery.interval import Interval, Stretch, month_start
from lokus_registry.domain.delivery.measure import Measure
from lokus_registry.domain.delivery.state import DeliveryState

_MEASURED: Final = {"state": "text", "reason": "text", "width": "int", "height": "int", "fps": "float8"}


def _rows(**types: str) -> str:
    """`unnest` of arrays named so."""
    return f"unnest({', '.join(f'CAST(:{name} AS {kind}[])' for name, kind in types.items())})"


def _insert(table: str, types: Mapping[str, str], conflict: str = "") -> TextClause:
    columns = ", ".join(types)
    return text(  # all of it is ours
        f"INSERT INTO {table} (tenant, {columns}) SELECT :tenant, * FROM {_rows(**types)} {conflict}"  # noqa: S608
    )


_CLOSED: Final = _insert(
    "delivery_intervals",
    {
        "camera": "text",
        "started_at": "timestamptz",
        "ended_at": "timestamptz",
        **_MEASURED,
        "reporter": "text",
    },
)
_OPENED: Final = _insert(
    "delivery_open",
    {"camera": "text", "started_at": "timestamptz", **_MEASURED, "codec": "text", "reporter": "text"},
    """ON CONFLICT (tenant, camera) DO UPDATE SET started_at = excluded.started_at, state = excluded.state,
    reason = excluded.reason, width = excluded.width, height = excluded.height, fps = excluded.fps,
    codec = excluded.codec, reporter = excluded.reporter""",
)
_NOW: Final = """ON CONFLICT (tenant, camera) DO UPDATE SET state = excluded.state, reason = excluded.reason,
    width = excluded.width, height = excluded.height, fps = excluded.fps, codec = excluded.codec,
    since = CASE WHEN camera_status.state = excluded.state
        AND camera_status.reason IS NOT DISTINCT FROM excluded.reason
        THEN camera_status.since ELSE excluded.since END"""
_STATUS: Final = _insert(
    "camera_status", {"camera": "text", **_MEASURED, "codec": "text", "since": "timestamptz"}, _NOW
)
_GONE: Final = tuple(
    text(f"DELETE FROM {table} WHERE tenant = :tenant AND camera = ANY(CAST(:cameras AS text[]))")  # noqa: S608
    for table in ("delivery_open", "camera_status")
)
_BEHIND: Final = text(
    """SELECT camera, started_at, ended_at FROM delivery_intervals
    WHERE tenant = :tenant AND camera = ANY(CAST(:cameras AS text[]))
    AND started_at >= :month AND ended_at > :moment"""
)
_REPORTERS: Final = _insert(
    "delivery_reporters",
    {"reporter": "text", "sequence": "bigint", "ended_at": "timestamptz", "silent": "bool"},
    """ON CONFLICT (tenant, reporter) DO UPDATE SET sequence = excluded.sequence,
    ended_at = excluded.ended_at, silent = excluded.silent""",
)
_FORGOTTEN: Final = text(
    "DELETE FROM delivery_reporters WHERE tenant = :tenant AND reporter = ANY(CAST(:reporters AS text[]))"
)
_HUSH: Final = text(
    f"""UPDATE camera_status SET state = '{DeliveryState.UNKNOWN}', reason = NULL, width = NULL,
    height = NULL, fps = NULL, codec = NULL, since = :since FROM delivery_open AS open
    WHERE open.tenant = :tenant AND open.reporter = :reporter
    AND camera_status.tenant = open.tenant AND camera_status.camera = open.camera"""  # noqa: S608
)
_HEAL: Final = text(
    f"""INSERT INTO camera_status (tenant, camera, state, reason, width, height, fps, codec, since)
    SELECT tenant, camera, state, reason, width, height, fps, codec, started_at FROM delivery_open
    WHERE tenant = :tenant AND reporter = :reporter {_NOW}"""  # noqa: S608
)
_PLACE: Final = text(
    """INSERT INTO delivery_place (stream, life, seq) VALUES (:stream, :life, :seq)
    ON CONFLICT (stream) DO UPDATE SET life = excluded.life, seq = excluded.seq"""
)


class PostgresPen:
    """The port `Pen`, within a session."""

    def __init__(self, session: AsyncSession, months: Months) -> None:
        self._session = session
        self._months = months

    async def closed_behind(
        self, tenant: str, cameras: Sequence[str], moment: datetime
    ) -> Mapping[str, Sequence[Stretch]]:
        """Closed intervals that end behind a moment: none of them began before its month."""
        given = {"tenant": tenant, "cameras": list(cameras), "moment": moment, "month": month_start(moment)}
        found: dict[str, list[Stretch]] = {}
        for camera, started_at, ended_at in await self._session.execute(_BEHIND, given):
            found.setdefault(camera, []).append((started_at, ended_at))
        return found

    async def write(self, tenant: str, changes: Changes, book: Book) -> None:
        """Write what changed."""
        if changes.closed:
            await self._months.make(self._session, {month_start(each.started_at) for each in changes.closed})
            await self._session.execute(_CLOSED, {"tenant": tenant} | _of_intervals(changes.closed))
        if changes.gone:
            for statement in _GONE:
                await self._session.execute(statement, {"tenant": tenant, "cameras": list(changes.gone)})
        if changes.running:
            opened = _of_running(changes.running)
            await self._session.execute(_OPENED, {"tenant": tenant} | opened)
            await self._session.execute(_STATUS, {"tenant": tenant} | _of_status(changes.running, book))

    async def mark(
        self, tenant: str, book: Book, touched: AbstractSet[str], turned: AbstractSet[str]
    ) -> None:
        """Write where reporters stand."""
        present = {name: book.reporters[name] for name in touched | turned if name in book.reporters}
        columns = {
            "reporter": list(present),
            "sequence": [each.sequence for each in present.values()],
            "ended_at": [each.ended_at for each in present.values()],
            "silent": [each.silent for each in present.values()],
        }
        await self._session.execute(_REPORTERS, {"tenant": tenant} | columns)
        gone = [name for name in touched if name not in present]
        if gone:
            await self._session.execute(_FORGOTTEN, {"tenant": tenant, "reporters": gone})
        for name in turned & present.keys():
            given = {"tenant": tenant, "reporter": name}
            if present[name].silent:
                await self._session.execute(_HUSH, given | {"since": present[name].ended_at})
            else:
                await self._session.execute(_HEAL, given)

    async def stand(self, place: Place) -> None:
        """Write the place."""
        given = {"stream": DELIVERY.name, "life": place.life, "seq": place.seq}
        await self._session.execute(_PLACE, given)


def _measures(measures: Iterable[Measure]) -> dict[str, list[Any]]:
    rows = [(each.state.value, each.reason, each.width, each.height, each.fps) for each in measures]
    return {name: [row[place] for row in rows] for place, name in enumerate(_MEASURED)}


def _of_intervals(intervals: Sequence[Interval]) -> dict[str, list[Any]]:
    return {
        "camera": [each.camera for each in intervals],
        "started_at": [each.started_at for each in intervals],
        "ended_at": [each.ended_at for each in intervals],
        **_measures(each.measure for each in intervals),
        "reporter": [each.reporter for each in intervals],
    }


def _of_running(running: Mapping[str, Running]) -> dict[str, list[Any]]:
    return {
        "camera": list(running),
        "started_at": [each.started_at for each in running.values()],
        **_measures(each.measure for each in running.values()),
        "codec": [each.measure.codec for each in running.values()],
        "reporter": [each.reporter for each in running.values()],
    }


def _of_status(running: Mapping[str, Running], book: Book) -> dict[str, list[Any]]:
    unknown = Measure(DeliveryState.UNKNOWN)
    silent = {name: each for name, each in book.reporters.items() if each.silent}
    measures = [unknown if each.reporter in silent else each.measure for each in running.values()]
    since = [
        silent[each.reporter].ended_at if each.reporter in silent else each.started_at
        for each in running.values()
    ]
    return {
        "camera": list(running),
        **_measures(measures),
        "codec": [each.codec for each in measures],
        "since": since,
    }
