"""What the ledger takes while 60,000 cameras report every ten seconds, and when many of them change at once.

A registry of its own, on a NATS and a PostgreSQL of its own. Thirty reporters of 2,000 cameras each report
on the wall clock's tens, as ingest does; first nothing changes, then a sixth of all cameras is away in each
period, another sixth each time: 2,000 transitions a second.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from statistics import fmean
from typing import Any

import asyncpg

from bench.figure import Figure
from bench.registry.process import RunningRegistry, running_registry
from lokus_kit.bus import Bus
from lokus_kit.clock import SystemClock
from lokus_kit.health import Health
from lokus_proto import subjects
from lokus_proto.envelope import envelope
from lokus_proto.jetstream import DELIVERY
from lokus_proto.media import Codec
from lokus_proto.v1.delivery_report import CameraSpans, DeliveryReport, Span
from lokus_proto.v1.stream_state import Phase, ReasonKind

_TENANT = "jakarta"
_REPORTERS, _CAMERAS_EACH = 30, 2_000
_PERIOD = timedelta(seconds=10)
_CHANGE_EACH = 6
_POLL_SECONDS = 0.05
_BAR_CORES, _BAR_LAG_SECONDS = 1.0, 10.0
_clock = SystemClock()


class City:
    """All reporters of a city, which report together."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._sequence = 0
        now = _clock.now()
        self._end = now.replace(second=now.second // 10 * 10, microsecond=0)

    async def report(self, *, changing: bool) -> None:
        """Report the next period once it has ended.

        A sixth of the cameras may be away in each, another each time.
        """
        self._end += _PERIOD
        self._sequence += 1
        away = self._sequence % _CHANGE_EACH if changing else None
        reports = [self._report(f"ingest-{number:02}", away) for number in range(_REPORTERS)]
        await asyncio.sleep(max(0.0, (self._end - _clock.now()).total_seconds()))
        for subject, payload, message_id in reports:
            await self._bus.publish_kept(subject, payload, message_id)

    def _report(self, reporter: str, away: int | None) -> tuple[str, bytes, str]:
        report = DeliveryReport(
            reporter=reporter,
            sequence=self._sequence,
            start=self._end - _PERIOD,
            end=self._end,
            cameras=tuple(
                CameraSpans(camera=f"{reporter}-{place:04}", spans=_spans(away=place % _CHANGE_EACH == away))
                for place in range(_CAMERAS_EACH)
            ),
        )
        message_id = f"{reporter}-{self._sequence}"
        message = envelope(
            report, message_id=message_id, service="ingest", tenant=_TENANT, subject=reporter, time=self._end
        )
        subject = subjects.delivery_report(_TENANT, reporter)
        return subject, message.to_bytes(), message_id

    async def until_folded(self, database: Any) -> None:
        """Wait until all of them are folded."""
        query = "SELECT count(*) FROM delivery_reporters WHERE sequence >= $1"
        while await database.fetchval(query, self._sequence) < _REPORTERS:
            await _clock.sleep(_POLL_SECONDS)


def _spans(*, away: bool) -> tuple[Span, ...]:
    if away:
        return (Span(until_ms=10_000, phase=Phase.FAILED, reason=ReasonKind.TIMED_OUT),)
    return (
        Span(until_ms=10_000, phase=Phase.DELIVERING, frames=250, width=1920, height=1080, codec=Codec.H264),
    )


async def measure(periods: int) -> AsyncIterator[Figure]:
    """Yield the figures of the ledger."""
    folder = Path(tempfile.mkdtemp(prefix="lokus-bench-"))
    try:
        with running_registry(folder) as registry:
            bus = Bus(registry.nats_url, "bench", _clock, Health())
            await bus.start()
            await bus.ensure(DELIVERY)
            database = await asyncpg.connect(registry.database_url)
            city = City(bus)
            await _take(city, database, registry, 2, changing=False)  # the first opens all intervals
            for name, changing in (("ledger", False), ("ledger-changing", True)):
                before = await database.fetchval("SELECT count(*) FROM delivery_intervals")
                cores, lag_seconds = await _take(city, database, registry, periods, changing=changing)
                closed = await database.fetchval("SELECT count(*) FROM delivery_intervals") - before
                for figure in _figures(name, cores, lag_seconds, closed, periods):
                    yield figure
            await database.close()
            await bus.drain()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _take(
    city: City, database: Any, registry: RunningRegistry, periods: int, *, changing: bool
) -> tuple[float, float]:
    """Report so many periods, in their time; return the registry's cores, and the mean lag in seconds.

    Cores are its CPU time in the time that was reported, which a slow machine may take longer to report.
    """
    lags: list[float] = []
    before_seconds = registry.cpu_seconds()
    for _ in range(periods):
        await city.report(changing=changing)
        sent_seconds = _clock.monotonic_seconds()
        await city.until_folded(database)
        lags.append(_clock.monotonic_seconds() - sent_seconds)
    return (registry.cpu_seconds() - before_seconds) / (periods * _PERIOD.total_seconds()), fmean(lags)


def _figures(name: str, cores: float, lag_seconds: float, closed: int, periods: int) -> tuple[Figure, ...]:
    cameras = _REPORTERS * _CAMERAS_EACH
    how = f"{cameras} cameras, {periods} periods, {closed / (10 * periods):.0f} intervals closed a second"
    lag_how = "from when the bus keeps all reports of a period until all are folded"
    return (
        Figure("registry", f"{name}-core", round(cores, 3), "cores", _BAR_CORES, note=how),
        Figure("registry", f"{name}-lag", round(lag_seconds, 2), "s", _BAR_LAG_SECONDS, note=lag_how),
    )
