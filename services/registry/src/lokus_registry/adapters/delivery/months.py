"""The partitions of closed intervals, one for each month of Asia/Jakarta: made ahead, dropped when old."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from lokus_registry.domain.delivery.interval import JAKARTA, month_start, next_month

_AHEAD: Final = 2
_NAME: Final = re.compile(r"^delivery_intervals_(\d{4})_(\d{2})$")
_CHILDREN: Final = text(
    """SELECT child.relname FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
    WHERE inhparent = 'delivery_intervals'::regclass"""
)


class Months:
    """Knows which months have a partition; not to be used on when one of its transactions failed."""

    def __init__(self, retention_months: int) -> None:
        self._retention_months = retention_months
        self._made: set[datetime] = set()

    async def keep(self, session: AsyncSession, now: datetime) -> None:
        """Have this month and those to come; drop those that ended longer ago than retention."""
        months = [month_start(now)]
        for _ in range(_AHEAD):
            months.append(next_month(months[-1]))
        await self.make(session, months)
        oldest = _before(months[0], self._retention_months)
        for name in (await session.execute(_CHILDREN)).scalars().all():
            month = _month_of(name)
            if month is not None and month < oldest:
                await session.execute(text(f"DROP TABLE {name}"))
                self._made.discard(month)

    async def make(self, session: AsyncSession, months: Iterable[datetime]) -> None:
        """Have these, given by when they begin."""
        for month in months:
            if month not in self._made:
                bounds = f"FROM ('{month.isoformat()}') TO ('{next_month(month).isoformat()}')"
                await session.execute(
                    text(
                        f"CREATE TABLE IF NOT EXISTS {_name(month)} PARTITION OF delivery_intervals "
                        f"FOR VALUES {bounds}"
                    )
                )
                self._made.add(month)


def _name(month: datetime) -> str:
    return f"delivery_intervals_{month.astimezone(JAKARTA):%Y_%m}"


def _month_of(name: str) -> datetime | None:
    found = _NAME.match(name)
    if found is None:
        return None
    return datetime(int(found[1]), int(found[2]), 1, tzinfo=JAKARTA).astimezone(UTC)


def _before(month: datetime, count: int) -> datetime:
    local = month.astimezone(JAKARTA)
    months = local.year * 12 + local.month - 1 - count
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=JAKARTA).astimezone(UTC)
