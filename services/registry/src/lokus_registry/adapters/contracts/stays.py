"""The cameras of contracts as a table: whole lists in one statement each."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Text, any_, case, delete, func, literal, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.application.ports import Window
from lokus_registry.domain.contracts.contract import Stay
from lokus_registry.domain.contracts.period import Span, moment
from lokus_registry.domain.contracts.staying import CameraStays, Candidate

_stays = schema.contract_cameras


class StayTable:
    """What the use cases ask of the cameras of contracts (`Stays`, `StayReading`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def candidates(self, contract: str, stays: Sequence[Stay]) -> Sequence[Candidate]:
        """All share one span of time; cameras are kept from changing until the end."""
        if not stays:
            return []
        cameras, zones, sites = schema.cameras, schema.zones, schema.sites
        keys = [stay.camera for stay in stays]
        clash = self._clash(contract, stays[0].since, stays[0].until)
        replaced = self._of(contract) & (_stays.c.camera == cameras.c.id) & (_stays.c.since == stays[0].since)
        query = (
            select(cameras.c.id, cameras.c.vendor, sites.c.owner, clash.c.contract, _stays.c.until)
            .join(zones, (zones.c.tenant == cameras.c.tenant) & (zones.c.id == cameras.c.zone))
            .join(sites, (sites.c.tenant == zones.c.tenant) & (sites.c.id == zones.c.site))
            .join(_stays, replaced, isouter=True)
            .join(clash, true(), isouter=True)
            .where(cameras.c.tenant == self._tenant, cameras.c.id == any_(literal(keys, ARRAY(Text))))
            .order_by(cameras.c.id)
            .with_for_update(read=True, of=cameras)
        )
        return [Candidate(*row) for row in (await self._session.execute(query)).all()]

    def _clash(self, contract: str, since: datetime, until: datetime) -> Any:
        """Another stay of the camera at some of that time; one that begins then is replaced, so is none."""
        other = _stays.alias("other")
        query = select(other.c.contract).where(
            other.c.tenant == self._tenant,
            other.c.camera == schema.cameras.c.id,
            other.c.since < until,
            other.c.until > since,
            ~((other.c.contract == contract) & (other.c.since == since)),
        )
        return query.limit(1).lateral("clash")

    async def put(self, contract: str, stays: Sequence[Stay]) -> None:
        """Write them; one that began at the same moment is replaced."""
        if not stays:
            return
        write = insert(_stays)
        keys = ["tenant", "contract", "camera", "since"]
        write = write.on_conflict_do_update(index_elements=keys, set_={"until": write.excluded.until})
        whose = {"tenant": self._tenant, "contract": contract}
        await self._session.execute(write, [whose | asdict(stay) for stay in stays])

    async def of_camera(self, contract: str, camera: str) -> Sequence[Stay]:
        """The stays of one camera, in order."""
        query = select(_stays.c.camera, _stays.c.since, _stays.c.until).where(
            self._of(contract), _stays.c.camera == camera
        )
        return [Stay(*row) for row in (await self._session.execute(query.order_by(_stays.c.since))).all()]

    async def remove(self, contract: str, stay: Stay) -> None:
        """Remove one."""
        which = (_stays.c.camera == stay.camera) & (_stays.c.since == stay.since)
        await self._session.execute(delete(_stays).where(self._of(contract), which))

    async def page(self, contract: str, window: Window) -> Sequence[CameraStays]:
        """Some cameras of a contract, in the order of their ids."""
        cameras = (
            select(_stays.c.camera)
            .where(self._of(contract), _stays.c.camera > window.after)
            .distinct()
            .order_by(_stays.c.camera)
            .limit(window.limit)
        )
        query = select(_stays.c.camera, _stays.c.since, _stays.c.until).where(
            self._of(contract), _stays.c.camera.in_(cameras)
        )
        rows = (await self._session.execute(query.order_by(_stays.c.camera, _stays.c.since))).all()
        return [
            CameraStays(camera, tuple(Stay(*row) for row in its))
            for camera, its in groupby(rows, lambda r: r[0])
        ]

    async def move(self, contract: str, before: Span, after: Span) -> int:
        """Move begins and ends that were the contract's own; return how many stays now lead out of it."""
        since = _moved(_stays.c.since, before.start_ms, after.start_ms)
        until = _moved(_stays.c.until, before.end_ms, after.end_ms)
        await self._session.execute(update(_stays).where(self._of(contract)).values(since=since, until=until))
        outside = (_stays.c.since < moment(after.start_ms)) | (_stays.c.until > moment(after.end_ms))
        query = select(func.count()).where(self._of(contract), outside)
        return (await self._session.execute(query)).scalar_one()

    def _of(self, contract: str) -> Any:
        return (_stays.c.tenant == self._tenant) & (_stays.c.contract == contract)


def _moved(column: Any, before_ms: int, after_ms: int) -> Any:
    return case((column == moment(before_ms), moment(after_ms)), else_=column)
