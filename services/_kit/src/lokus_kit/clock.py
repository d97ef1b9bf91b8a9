"""Time is a parameter. `SystemClock` is the only place that asks the machine; tests bring their own."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What code may know of time."""

    def now(self) -> datetime:
        """Wall time, aware, UTC."""
        ...

    def monotonic_seconds(self) -> float:
        """A time that only goes forward; for measuring, never for telling."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Wall time, aware, UTC."""
        return datetime.now(UTC)  # noqa: TID251 (here, so that it is nowhere else)

    def monotonic_seconds(self) -> float:
        """Seconds since some fixed point."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait on the event loop."""
        await asyncio.sleep(seconds)


def utc_milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970-01-01 UTC."""
    return int(moment.timestamp() * 1000)
