"""What was measured of many cameras, some hundreds at a time, packed into arrays by PostgreSQL.

A row for each interval would cost more to hand over than to count; an array of a camera's intervals is
one row. Intervals are split where a month of Jakarta ends, so those of a period begin no earlier than its
month: that names the partitions to look into.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Text, any_, cast, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.domain.contracts.account import Interval
from lokus_registry.domain.contracts.period import Span, day_start, moment
from lokus_registry.domain.contracts.reckoning import CameraMonth
from lokus_registry.domain.delivery.state import DeliveryState

BATCH: Final = 500

_ledger, _open, _reporters = schema.delivery_intervals, schema.delivery_open, schema.delivery_reporters
_STATES: Final = {state.value: state for state in DeliveryState}


def _ms(column: Any) -> Any:
    """A moment as whole milliseconds since 1970; what ingest measures has no smaller part."""
    return cast(func.round(func.date_part("epoch", column) * 1000), BigInteger)


class MeasuredCameras:
    """Reads the ledger of one tenant."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def of_contract(self, contract: str, period: Span) -> AsyncIterator[Sequence[CameraMonth]]:
        """Each camera that was in the contract in the period, in the order of ids, some at a time."""
        after = ""
        while rows := (await self._session.execute(self._stays(contract, period, after))).all():
            keys = [row.camera for row in rows]
            measured = await self.intervals(keys, period)
            yield [
                CameraMonth(
                    row.camera,
                    row.site,
                    row.area,
                    tuple(
                        Span(max(since, period.start_ms), min(until, period.end_ms))
                        for since, until in zip(row.since, row.until, strict=True)
                    ),
                    measured.get(row.camera, ()),
                )
                for row in rows
            ]
            after = keys[-1]

    async def intervals(self, cameras: Sequence[str], period: Span) -> Mapping[str, Sequence[Interval]]:
        """The measured intervals of some cameras that touch a period; none of what was never measured."""
        found: defaultdict[str, list[Interval]] = defaultdict(list)
        for row in (await self._session.execute(self._closed(cameras, period))).all():
            found[row.camera] = list(
                map(Interval, row.starts, row.ends, map(_STATES.__getitem__, row.states), row.reasons)
            )
        for row in (await self._session.execute(self._running(cameras, period))).all():
            found[row.camera].append(Interval(row.start, row.end, _STATES[row.state], row.reason))
        return found

    def _stays(self, contract: str, period: Span, after: str) -> Any:
        stays, cameras, zones, sites = schema.contract_cameras, schema.cameras, schema.zones, schema.sites
        key = stays.c.camera.collate("C")
        since, until = stays.c.since, stays.c.until
        return (
            select(
                stays.c.camera,
                func.min(zones.c.site).label("site"),
                func.min(sites.c.area).label("area"),
                func.array_agg(aggregate_order_by(_ms(since), since)).label("since"),
                func.array_agg(aggregate_order_by(_ms(until), since)).label("until"),
            )
            .join(cameras, (cameras.c.tenant == stays.c.tenant) & (cameras.c.id == stays.c.camera))
            .join(zones, (zones.c.tenant == cameras.c.tenant) & (zones.c.id == cameras.c.zone))
            .join(sites, (sites.c.tenant == zones.c.tenant) & (sites.c.id == zones.c.site))
            .where(stays.c.tenant == self._tenant, stays.c.contract == contract, key > after)
            .where(since < moment(period.end_ms), until > moment(period.start_ms))
            .group_by(stays.c.camera)
            .order_by(key)
            .limit(BATCH)
        )

    def _closed(self, cameras: Sequence[str], period: Span) -> Any:
        def packed(column: Any, name: str) -> Any:
            return func.array_agg(aggregate_order_by(column, _ledger.c.started_at)).label(name)

        first_day = day_start(moment(period.start_ms).date().replace(day=1))
        return (
            select(
                _ledger.c.camera,
                packed(_ms(_ledger.c.started_at), "starts"),
                packed(_ms(_ledger.c.ended_at), "ends"),
                packed(cast(_ledger.c.state, Text), "states"),
                packed(_ledger.c.reason, "reasons"),
            )
            .where(_ledger.c.tenant == self._tenant, _ledger.c.camera == _among(cameras))
            .where(_ledger.c.started_at >= first_day, _ledger.c.started_at < moment(period.end_ms))
            .where(_ledger.c.ended_at > moment(period.start_ms))
            .group_by(_ledger.c.camera)
        )

    def _running(self, cameras: Sequence[str], period: Span) -> Any:
        same = (_reporters.c.tenant == _open.c.tenant) & (_reporters.c.reporter == _open.c.reporter)
        return (
            select(
                _open.c.camera,
                _ms(_open.c.started_at).label("start"),
                _ms(_reporters.c.ended_at).label("end"),
                cast(_open.c.state, Text).label("state"),
                _open.c.reason,
            )
            .join(_reporters, same)
            .where(_open.c.tenant == self._tenant, _open.c.camera == _among(cameras))
            .where(_open.c.started_at < moment(period.end_ms))
            .where(_reporters.c.ended_at > moment(period.start_ms))
            .where(_reporters.c.ended_at > _open.c.started_at)
        )


def _among(cameras: Iterable[str]) -> Any:
    return any_(literal(list(cameras), ARRAY(Text)))
