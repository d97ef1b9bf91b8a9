"""Holds on recordings as a table that only grows."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_proto.v1.recording import RecordingPolicy
from lokus_registry.adapters import schema
from lokus_registry.adapters.register import Query, TableRegister
from lokus_registry.adapters.transactions import Work, registers
from lokus_registry.application.ports import Window
from lokus_registry.application.recording_holds import HoldFilter, HoldRegisters
from lokus_registry.domain.policy.scope import Scope
from lokus_registry.domain.recording_hold import RecordingHold

_TABLE = schema.recording_holds


class HoldTable(TableRegister[RecordingHold]):
    """The holds of a tenant (`HoldRegister`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        super().__init__(session, tenant, _TABLE, RecordingHold, {})

    async def search(self, window: Window, scope: Scope, wanted: HoldFilter) -> Sequence[RecordingHold]:
        """Some of those that the scope covers; ids rise with the time at which they were placed."""
        query = self._within(self._select(), scope)
        if wanted.camera is not None:
            query = query.where(_TABLE.c.camera == wanted.camera)
        if wanted.open is not None:
            query = query.where(
                _TABLE.c.lifted_at.is_(None) if wanted.open else _TABLE.c.lifted_at.is_not(None)
            )
        query = query.where(_TABLE.c.id > window.after).order_by(_TABLE.c.id).limit(window.limit)
        return [RecordingHold(**row) for row in (await self._session.execute(query)).mappings()]

    async def open_of(self, camera: str) -> Sequence[RecordingHold]:
        """The open ones of a camera."""
        query = self._select().where(_TABLE.c.camera == camera, _TABLE.c.lifted_at.is_(None))
        rows = (await self._session.execute(query.order_by(_TABLE.c.id))).mappings()
        return [RecordingHold(**row) for row in rows]

    async def policy_of_removed(self, camera: str) -> RecordingPolicy | None:
        """How a camera that was removed had been recorded; None if it was not, or never was."""
        removed = schema.removed_cameras.c
        query = select(removed.recording).where(removed.tenant == self._tenant, removed.id == camera)
        found: RecordingPolicy | None = (await self._session.execute(query)).scalar_one_or_none()
        return found

    def _within(self, query: Query, scope: Scope) -> Query:
        if scope.everything:
            return query
        cameras, zones, sites = schema.cameras.c, schema.zones.c, schema.sites.c
        owned = (
            select(cameras.id)
            .join(schema.zones, (zones.tenant == cameras.tenant) & (zones.id == cameras.zone))
            .join(schema.sites, (sites.tenant == zones.tenant) & (sites.id == zones.site))
            .where(cameras.tenant == self._tenant, sites.owner == scope.owner)
        )
        return query.where(or_(_TABLE.c.organisation == scope.owner, _TABLE.c.camera.in_(owned)))


def hold_registers(work: Work) -> HoldRegisters:
    """Those of places and cameras, and the holds."""
    return HoldRegisters(all=registers(work), holds=HoldTable(work.session, work.tenant))
