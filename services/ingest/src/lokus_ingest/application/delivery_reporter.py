"""Tells the ledger what each camera delivered: one report for each tenant and period, in order.

`close` ends the periods, on the wall clock's tens; `send` sends what waits. While the bus is away reports
wait for up to an hour; then the oldest go, and are counted: that time stays unmeasured.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from lokus_ingest.application.attention import Attention
from lokus_ingest.application.counting import Counting
from lokus_ingest.application.tally import Tally
from lokus_ingest.domain.periods import Period, Periods, seconds_to_the_ten
from lokus_kit.clock import Clock
from lokus_kit.errors import Unavailable
from lokus_kit.retry import Backoff, keep_running
from lokus_proto.v1.delivery_report import MAX_CAMERAS, MAX_SPANS, CameraSpans, DeliveryReport

log = logging.getLogger(__name__)

KEEP: Final = timedelta(hours=1)
KEEP_BYTES: Final = 128 * 1024 * 1024
_PATIENT: Final = Backoff(first_seconds=0.5, cap_seconds=5.0)


@dataclass(frozen=True, slots=True)
class Letter:
    """A report as it is sent, and the end of its period."""

    subject: str
    payload: bytes
    id: str
    end: datetime


class Post(Protocol):
    """Whatever carries reports."""

    def letter(self, tenant: str, report: DeliveryReport) -> Letter:
        """A report, ready to be sent."""
        ...

    async def send(self, letter: Letter) -> None:
        """Have it kept; Unavailable if nobody says that it is. It may be sent again."""
        ...


class DeliveryReporter:
    """One reporter: this process, under a name of its own."""

    def __init__(
        self, name: str, counting: Counting, attention: Attention, post: Post, clock: Clock, tally: Tally
    ) -> None:
        self._name = name
        self._counting = counting
        self._attention = attention
        self._post = post
        self._clock = clock
        self._tally = tally
        self._periods = Periods(clock.now(), clock.monotonic_seconds())
        self._sequences: dict[str, int] = {}
        self._waiting: deque[Letter] = deque()
        self._waiting_bytes = 0
        self._filled, self._emptied = asyncio.Event(), asyncio.Event()

    @property
    def waiting(self) -> int:
        """How many messages wait for the bus."""
        return len(self._waiting)

    async def close(self) -> None:
        """End one period after the other, for ever; a task of the root."""
        while True:
            await self._clock.sleep(seconds_to_the_ten(self._clock.now()))
            self._close()

    async def send(self) -> None:
        """Send what waits, for ever; a task of the root."""
        await keep_running(
            "delivery reports", self._send, retry_on=(Unavailable,), clock=self._clock, backoff=_PATIENT
        )

    async def finish(self) -> None:
        """End the last period, and wait until it is sent."""
        self._close()
        if self._waiting:
            await self._emptied.wait()

    def _close(self) -> None:
        self._attention.look()
        period = self._periods.close(self._clock.now(), self._clock.monotonic_seconds())
        found = self._counting.close(period)
        if period.told:
            for tenant, cameras in found.items():
                self._enqueue(tenant, period, cameras)
        elif period.end > period.start:
            log.warning(
                "delivery: the clock was set back to a time that is reported already: %s", period.start
            )

    def _enqueue(self, tenant: str, period: Period, cameras: Sequence[CameraSpans]) -> None:
        sequence = self._sequences[tenant] = self._sequences.get(tenant, 0) + 1
        parts = tuple(in_parts(cameras))
        for number, part in enumerate(parts, 1):
            report = DeliveryReport(
                reporter=self._name,
                sequence=sequence,
                part=number,
                parts=len(parts),
                start=period.start,
                end=period.end,
                cameras=part,
            )
            letter = self._post.letter(tenant, report)
            self._waiting.append(letter)
            self._waiting_bytes += len(letter.payload)
        self._let_go(period.end - KEEP)
        self._emptied.clear()
        self._filled.set()

    def _let_go(self, oldest: datetime) -> None:
        while self._waiting and (self._waiting[0].end < oldest or self._waiting_bytes > KEEP_BYTES):
            self._take_first()
            self._tally.reports_lost += 1

    def _take_first(self) -> None:
        self._waiting_bytes -= len(self._waiting.popleft().payload)

    async def _send(self) -> None:
        while True:
            await self._filled.wait()
            while self._waiting:
                letter = self._waiting[0]
                await self._post.send(letter)
                self._tally.reports_sent += 1
                if self._waiting and self._waiting[0] is letter:  # else it was let go meanwhile
                    self._take_first()
            self._filled.clear()
            self._emptied.set()


def in_parts(cameras: Sequence[CameraSpans]) -> Iterator[tuple[CameraSpans, ...]]:
    """Cut what one message cannot hold."""
    part: list[CameraSpans] = []
    spans = 0
    for camera in cameras:
        if part and (len(part) == MAX_CAMERAS or spans + len(camera.spans) > MAX_SPANS):
            yield tuple(part)
            part, spans = [], 0
        part.append(camera)
        spans += len(camera.spans)
    yield tuple(part)
