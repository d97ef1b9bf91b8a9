"""The cameras that a question of availability is about (`Selection`)."""

from collections.abc import AsyncIterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import any_, exists, false, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from lokus_registry.adapters import schema
from lokus_registry.adapters.contracts.measured_cameras import BATCH, MeasuredCameras
from lokus_registry.adapters.within import within
from lokus_registry.application.contracts.availability_ports import Holders, WhichCameras
from lokus_registry.domain.contracts.account import Intervals
from lokus_registry.domain.contracts.availability import ContractStay, MeasuredCamera
from lokus_registry.domain.contracts.period import Span, epoch_ms, moment
from lokus_registry.domain.policy.scope import Scope

_cameras, _zones, _sites, _stays = schema.cameras, schema.zones, schema.sites, schema.contract_cameras


class CameraSelection:
    """Of one tenant."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant
        self._measured = MeasuredCameras(session, tenant)

    async def holders(self, camera: str) -> Holders | None:
        """Whose it is; None when there is none."""
        query = self._placed(_sites.c.owner, _cameras.c.vendor).where(_cameras.c.id == camera)
        row = (await self._session.execute(query)).one_or_none()
        return None if row is None else Holders(*row)

    async def count(self, which: WhichCameras, scope: Scope, period: Span) -> int:
        """How many there are."""
        query = self._asked(self._placed(func.count()), which, scope, period)
        return int((await self._session.execute(query)).scalar_one())

    async def contracts(self, which: WhichCameras, period: Span) -> Sequence[str]:
        """Those in which cameras were in the period: the asked one, or any."""
        if which.contract is not None:
            return [which.contract]
        query = select(_stays.c.contract).where(self._in_period(period)).distinct()
        if which.camera is not None:
            query = query.where(_stays.c.camera == which.camera)
        return (await self._session.execute(query)).scalars().all()

    async def cameras(
        self, which: WhichCameras, scope: Scope, period: Span
    ) -> AsyncIterator[Sequence[MeasuredCamera]]:
        """Each with what was measured of it, in the order of ids, some at a time."""
        query = self._placed(_cameras.c.id, _zones.c.site, _sites.c.area)
        query = self._asked(query, which, scope, period).order_by(_cameras.c.id).limit(BATCH)
        after = ""
        while rows := (await self._session.execute(query.where(_cameras.c.id > after))).all():
            after = rows[-1].id
            keys = [row.id for row in rows]
            stays = await self._stays_of(keys, which.contract, period)
            measured = await self._measured.intervals(keys, period)
            yield [
                MeasuredCamera(
                    row.id,
                    row.site,
                    row.area,
                    stays.get(row.id, ()),
                    measured.get(row.id, Intervals()),
                )
                for row in rows
            ]

    async def _stays_of(
        self, cameras: Sequence[str], contract: str | None, period: Span
    ) -> dict[str, tuple[ContractStay, ...]]:
        query = select(_stays.c.camera, _stays.c.contract, _stays.c.since, _stays.c.until).where(
            self._in_period(period), _stays.c.camera == any_(literal(list(cameras), ARRAY(Text)))
        )
        if contract is not None:
            query = query.where(_stays.c.contract == contract)
        rows = await self._session.execute(query.order_by(_stays.c.camera, _stays.c.since))
        return {
            camera: tuple(
                ContractStay(each.contract, Span(epoch_ms(each.since), epoch_ms(each.until))) for each in its
            )
            for camera, its in groupby(rows, key=lambda row: row.camera)
        }

    def _placed(self, *columns: Any) -> Any:
        return (
            select(*columns)
            .select_from(_cameras)
            .join(_zones, (_zones.c.tenant == _cameras.c.tenant) & (_zones.c.id == _cameras.c.zone))
            .join(_sites, (_sites.c.tenant == _zones.c.tenant) & (_sites.c.id == _zones.c.site))
            .where(_cameras.c.tenant == self._tenant)
        )

    def _asked(self, query: Any, which: WhichCameras, scope: Scope, period: Span) -> Any:
        """The cameras that are all that was asked for, and within the scope."""
        if which.camera is not None:
            query = query.where(_cameras.c.id == which.camera)
        if which.vendor is not None:
            query = query.where(_cameras.c.vendor == which.vendor)
        if which.area is not None:
            query = query.where(within(_sites.c.area, which.area))
        if which.contract is not None:
            stayed = self._in_period(period) & (_stays.c.contract == which.contract)
            query = query.where(exists().where(stayed, _stays.c.camera == _cameras.c.id))
        if scope.everything:
            return query
        owned = [] if scope.owner is None else [_sites.c.owner == scope.owner]
        kept = [] if scope.vendor is None else [_cameras.c.vendor == scope.vendor]
        return query.where(or_(false(), *owned, *kept))

    def _in_period(self, period: Span) -> Any:
        touches = (_stays.c.since < moment(period.end_ms)) & (_stays.c.until > moment(period.start_ms))
        return (_stays.c.tenant == self._tenant) & touches
