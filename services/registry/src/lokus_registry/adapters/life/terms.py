"""What a camera's contract expects of it, in its terms as they are at a moment."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.domain.life.acceptance_test import Expected

_JAKARTA = ZoneInfo("Asia/Jakarta")


class TermsOfCameras:
    """Reads contracts (`ContractTerms`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def expected_of(self, camera: str, at: datetime) -> Expected | None:
        """What a camera has to deliver at that moment; None if it is in no contract."""
        row = await self._terms(camera, at)
        if row is None:
            return None
        terms = row.later or row.terms
        return Expected(
            codecs=terms.codecs,
            min_width=terms.min_width,
            min_height=terms.min_height,
            min_fps=float(terms.min_fps),
            max_gop_seconds=float(terms.max_gop_seconds),
        )

    async def _terms(self, camera: str, at: datetime) -> Any:
        stays, contracts, later = schema.contract_cameras, schema.contracts, schema.contract_amendments
        same = (contracts.c.tenant == stays.c.tenant) & (contracts.c.id == stays.c.contract)
        amended = (later.c.tenant == contracts.c.tenant) & (later.c.contract == contracts.c.id)
        in_force = amended & (later.c.valid_from <= at.astimezone(_JAKARTA).date())
        query = select(contracts.c.terms, later.c.terms.label("later")).select_from(stays)
        query = query.join(contracts, same).outerjoin(later, in_force)
        query = query.where(
            stays.c.tenant == self._tenant, stays.c.camera == camera, stays.c.since <= at, stays.c.until > at
        )
        query = query.order_by(func.coalesce(later.c.valid_from, contracts.c.starts_on).desc()).limit(1)
        return (await self._session.execute(query)).one_or_none()
