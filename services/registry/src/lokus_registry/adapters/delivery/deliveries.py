"""What was measured of one camera, read from closed and running intervals."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import literal_column, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.adapters.transactions import Work, registers
from lokus_registry.application.delivery.reading import DeliveryRegisters
from lokus_registry.domain.delivery.cover import Status
from lokus_registry.domain.delivery.interval import Interval, Stretch, month_start
from lokus_registry.domain.delivery.measure import Measure
from lokus_registry.domain.delivery.state import DeliveryState

_closed, _open, _reporters = schema.delivery_intervals, schema.delivery_open, schema.delivery_reporters
_MEASURED: Final = ("state", "reason", "width", "height", "fps")


class DeliveryTables:
    """The port `Deliveries`."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def intervals(self, camera: str, period: Stretch, limit: int) -> Sequence[Interval]:
        """The first that touch a period; none of them begins before the period's month."""
        both = union_all(self._closed(camera, period), self._running(camera, period)).subquery()
        query = select(both).order_by(both.c.started_at).limit(limit)
        rows = await self._session.execute(query)
        return [Interval(camera, row.started_at, row.ended_at, _measure(row), row.reporter) for row in rows]

    async def status(self, camera: str) -> Status | None:
        """The row of a camera."""
        table = schema.camera_status
        query = select(table).where(table.c.tenant == self._tenant, table.c.camera == camera)
        row = (await self._session.execute(query)).one_or_none()
        return None if row is None else Status(_measure(row), row.since)

    def _closed(self, camera: str, period: Stretch) -> Any:
        start, end = period
        columns = [_closed.c[name] for name in _MEASURED]
        no_codec: Any = literal_column("NULL::text").label("codec")
        return select(_closed.c.started_at, _closed.c.ended_at, *columns, no_codec, _closed.c.reporter).where(
            _closed.c.tenant == self._tenant,
            _closed.c.camera == camera,
            _closed.c.started_at >= month_start(start),
            _closed.c.started_at < end,
            _closed.c.ended_at > start,
        )

    def _running(self, camera: str, period: Stretch) -> Any:
        start, end = period
        columns = [_open.c[name] for name in _MEASURED]
        reporter = (_reporters.c.tenant == _open.c.tenant) & (_reporters.c.reporter == _open.c.reporter)
        return (
            select(_open.c.started_at, _reporters.c.ended_at, *columns, _open.c.codec, _open.c.reporter)
            .join(_reporters, reporter)
            .where(
                _open.c.tenant == self._tenant,
                _open.c.camera == camera,
                _open.c.started_at < end,
                _reporters.c.ended_at > start,
            )
        )


def _measure(row: Any) -> Measure:
    return Measure(DeliveryState(row.state), row.reason, row.width, row.height, row.codec, row.fps)


def delivery_registers(work: Work) -> DeliveryRegisters:
    """What one reading of delivery sees."""
    return DeliveryRegisters(registers(work), DeliveryTables(work.session, work.tenant))
