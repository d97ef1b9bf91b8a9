"""The months of contracts whose statements both sides have signed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.adapters import schema
from lokus_registry.domain.contracts.period import day_start, epoch_ms, month_span, next_month

_statements = schema.statements


class SignedMonthTable:
    """What both sides have signed (`SignedMonths`)."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def signed_until(self, contract: str) -> datetime | None:
        """The end of the last month whose statement both have signed."""
        months = await self._months(contract)
        return day_start(next_month(months[-1])) if months else None

    async def signed_within(self, contract: str, since: datetime, until: datetime) -> Sequence[date]:
        """The signed months that a stretch of time touches."""
        start_ms, end_ms = epoch_ms(since), epoch_ms(until)
        return [
            month
            for month in await self._months(contract)
            if month_span(month).start_ms < end_ms and start_ms < month_span(month).end_ms
        ]

    async def _months(self, contract: str) -> Sequence[date]:
        query = select(_statements.c.month).where(self._of(contract), _statements.c.state == "signed")
        return (await self._session.execute(query.order_by(_statements.c.month))).scalars().all()

    def _of(self, contract: str) -> Any:
        return (_statements.c.tenant == self._tenant) & (_statements.c.contract == contract)
