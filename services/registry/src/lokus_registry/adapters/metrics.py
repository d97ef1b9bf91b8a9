"""All metrics of the registry, and the census that keeps those of the database true."""

from typing import Final

from prometheus_client import Counter, Gauge
from sqlalchemy import func, select

from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.health import Condition
from lokus_kit.retry import Backoff, keep_running
from lokus_postgres.database import Database
from lokus_registry.adapters import schema

CENSUS_SECONDS: Final = 10.0
_PATIENT: Final = Backoff(first_seconds=1.0, cap_seconds=10.0)

CAMERAS: Final = Gauge("lokus_registry_cameras", "Cameras that are registered", ["enabled"])
OUTBOX_MESSAGES: Final = Gauge("lokus_registry_outbox_messages", "Messages that wait for the bus")
REQUESTS: Final = Counter("lokus_registry_requests_total", "HTTP requests", ["method", "route", "status"])

FOLDED_REPORTS: Final = Counter("lokus_registry_folded_reports_total", "Delivery reports folded")
REFUSED_REPORTS: Final = Counter("lokus_registry_refused_reports_total", "Delivery reports passed over")
INTERVALS: Final = Counter("lokus_registry_delivery_intervals_total", "Intervals that the ledger closed")
LEDGER_LAG: Final = Gauge(
    "lokus_registry_ledger_lag_seconds", "Age of the newest delivery report when it was folded"
)
SILENT_REPORTERS: Final = Gauge("lokus_registry_silent_reporters", "Reporters of delivery not heard lately")


def count_request(method: str, route: str, status: int) -> None:
    """Count one answered request; `route` is the template, never the path."""
    REQUESTS.labels(method, route, str(status)).inc()


class LedgerMetrics:
    """The port `LedgerCounts`."""

    def folded(self, reports: int, intervals: int) -> None:
        """Count what was folded."""
        FOLDED_REPORTS.inc(reports)
        INTERVALS.inc(intervals)

    def refused(self) -> None:
        """Count a message that was passed over."""
        REFUSED_REPORTS.inc()

    def stands(self, lag_seconds: float, silent_reporters: int) -> None:
        """Show where the ledger stands."""
        LEDGER_LAG.set(lag_seconds)
        SILENT_REPORTERS.set(silent_reporters)


class Census:
    """Counts what the database holds, and says in readiness when the outbox does not move."""

    def __init__(self, database: Database, outbox_condition: Condition, clock: Clock) -> None:
        self._database = database
        self._condition = outbox_condition
        self._clock = clock
        self._head: int | None = None

    async def run(self) -> None:
        """Count every `CENSUS_SECONDS`; a task of the root."""
        await keep_running(
            "census", self._run_once, retry_on=(Unavailable,), clock=self._clock, backoff=_PATIENT
        )

    async def _run_once(self) -> None:
        while True:
            await self.count()
            await self._clock.sleep(CENSUS_SECONDS)

    async def count(self) -> None:
        """Take the census of all tenants."""
        cameras, outbox = schema.cameras, schema.outbox
        async with self._database.transaction() as session:
            by_enabled = select(cameras.c.enabled, func.count()).group_by(cameras.c.enabled)
            found: dict[bool, int] = dict((await session.execute(by_enabled)).tuples().all())
            waiting = select(func.count(), func.min(outbox.c.id)).select_from(outbox)
            messages, head = (await session.execute(waiting)).one()
        for enabled in (True, False):
            CAMERAS.labels(str(enabled).lower()).set(found.get(enabled, 0))
        OUTBOX_MESSAGES.set(messages)
        self._judge(messages, head)

    def _judge(self, messages: int, head: int | None) -> None:
        if head is not None and head == self._head:
            self._condition.failing(f"{messages} messages wait: the bus does not take them")
        else:
            self._condition.ok()
        self._head = head
