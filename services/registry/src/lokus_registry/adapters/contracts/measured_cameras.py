"""What was measured of many cameras, some hundreds at a time, packed into arrays by PostgreSQL.

A row for each interval would cost more to hand over than to count; an array of a camera's intervals is
one row. Intervals are split where a month of Jakarta ends, so those of a period begin no earlier than its
month: that names the partitions to look into.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Text, any_, cast, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import NullType

from lokus_registry.adapters import schema
from lokus_registry.domain.contracts.account import Intervals
from lokus_registry.domain.contracts.period import Span, clipped, day_start, epoch_ms, moment
from lokus_registry.domain.contracts.reckoning import CameraMonth
from lokus_registry.domain.delivery.state import DeliveryState

BATCH: Final = 1000

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
            batch = [(*its[0][:3], its) for its in _by_camera(rows)]
            after = batch[-1][0]
            measured = await self.intervals([camera for camera, *_ in batch], period)
            yield [
                CameraMonth(camera, site, area, _spans(its, period), measured.get(camera, Intervals()))
                for camera, site, area, its in batch
            ]

    async def intervals(self, cameras: Sequence[str], period: Span) -> Mapping[str, Intervals]:
        """The measured intervals of some cameras that touch a period; none of what was never measured."""
        found = {
            row.camera: Intervals(row.starts, row.ends, [*map(_STATES.__getitem__, row.states)], row.reasons)
            for row in await self._session.execute(self._closed(cameras, period))
        }
        for row in await self._session.execute(self._running(cameras, period)):
            closed = found.get(row.camera, Intervals())
            running = ([row.start], [row.end], [_STATES[row.state]], [row.reason])
            found[row.camera] = Intervals(*map(_joined, closed, running))
        return found

    def _stays(self, contract: str, period: Span, after: str) -> Any:
        stays, cameras, zones, sites = schema.contract_cameras, schema.cameras, schema.zones, schema.sites
        within = (stays.c.tenant == self._tenant) & (stays.c.contract == contract)
        within &= (stays.c.since < moment(period.end_ms)) & (stays.c.until > moment(period.start_ms))
        first = select(stays.c.camera).where(within, stays.c.camera > after).distinct()
        first = first.order_by(stays.c.camera).limit(BATCH)
        return (
            select(stays.c.camera, zones.c.site, sites.c.area, stays.c.since, stays.c.until)
            .join(cameras, (cameras.c.tenant == stays.c.tenant) & (cameras.c.id == stays.c.camera))
            .join(zones, (zones.c.tenant == cameras.c.tenant) & (zones.c.id == cameras.c.zone))
            .join(sites, (sites.c.tenant == zones.c.tenant) & (sites.c.id == zones.c.site))
            .where(within, stays.c.camera.in_(first))
            .order_by(stays.c.camera, stays.c.since)
        )

    def _closed(self, cameras: Sequence[str], period: Span) -> Any:
        def packed(column: Any, name: str) -> Any:
            # The driver gives lists of plain values; a type of ours would only look at each again.
            in_order = aggregate_order_by(column, _ledger.c.started_at)
            return func.array_agg(in_order, type_=NullType()).label(name)

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


def _by_camera(rows: Iterable[Any]) -> Iterator[list[Any]]:
    return (list(its) for _, its in groupby(rows, key=lambda row: row.camera))


def _spans(stays: Iterable[Any], period: Span) -> tuple[Span, ...]:
    return clipped((Span(epoch_ms(stay.since), epoch_ms(stay.until)) for stay in stays), period)


def _joined(column: Sequence[Any], more: Sequence[Any]) -> list[Any]:
    return [*column, *more]
