"""Keeps the ledger: folds reports, in order and once each, into intervals and states; a task of the root.

One process at a time sits at the desk; others look every few seconds whether it is free. What a batch of
reports changes is written in one transaction, with the sequence of each reporter, so that a report that comes
again (after a restart, or out of a bus that lost its place) changes nothing. The books in memory are a copy:
any fault throws them away and reads them anew.
"""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from lokus_kit.clock import Clock
from lokus_kit.errors import Invalid, Unavailable
from lokus_kit.retry import Backoff, keep_running
from lokus_proto import subjects
from lokus_proto.envelope import open_envelope
from lokus_proto.v1.delivery_report import DeliveryReport
from lokus_registry.application.delivery.ports import (
    Desk,
    LedgerCounts,
    LedgerStore,
    Letter,
    Minimums,
    Pen,
    Place,
    Reading,
    ReportPlane,
    Shelf,
)
from lokus_registry.domain.delivery.book import Book, Changes
from lokus_registry.domain.delivery.measure import NO_MINIMUM, Minimum
from lokus_registry.domain.delivery.report import Parts, Report

log = logging.getLogger(__name__)

SILENT_AFTER: Final = timedelta(seconds=30)
"""So long after a reporter's last report ended, nobody knows what its cameras do."""
FORGET_AFTER: Final = timedelta(days=8)
"""A little longer than the bus keeps reports: after that none of its reports can come again."""
GIVE_UP_AFTER: Final = timedelta(hours=2)
"""So long the missing parts of a report are waited for."""
AHEAD: Final = timedelta(hours=1)
"""A report from further in the future than this comes from a wrong clock."""
STANDBY_SECONDS: Final = 2.0
BATCH_MESSAGES: Final = 32
BATCH_SECONDS: Final = 1.0
MONTHS_EVERY: Final = timedelta(hours=1)
_PATIENT: Final = Backoff(first_seconds=0.5, cap_seconds=5.0)


class Ledger:
    """`run` is a task of the root."""

    def __init__(
        self,
        plane: ReportPlane,
        store: LedgerStore,
        minimums: Minimums,
        clock: Clock,
        counts: LedgerCounts,
    ) -> None:
        self._plane = plane
        self._store = store
        self._minimums = minimums
        self._clock = clock
        self._counts = counts

    async def run(self) -> None:
        """Keep the ledger, or wait to, for ever."""
        await keep_running(
            "ledger", self._run_once, retry_on=(Unavailable,), clock=self._clock, backoff=_PATIENT
        )

    async def _run_once(self) -> None:
        while True:
            async with self._store.alone() as desk:
                if desk is not None:
                    await self._keep(desk)
            await self._clock.sleep(STANDBY_SECONDS)

    async def _keep(self, desk: Desk) -> None:
        shelf = await desk.load()
        log.info("the ledger is kept here: %s tenants, from place %s", len(shelf.books), shelf.place.seq)
        session = Session(desk, shelf, self._minimums, self._clock, self._counts)
        async with self._plane.read(shelf.place) as reading:
            await session.run(reading)


class Session:
    """The keeping of the ledger until the first fault."""

    def __init__(
        self, desk: Desk, shelf: Shelf, minimums: Minimums, clock: Clock, counts: LedgerCounts
    ) -> None:
        self._desk = desk
        self._books = shelf.books
        self._place = shelf.place
        self._minimums = minimums
        self._clock = clock
        self._counts = counts
        self._parts = Parts()
        self._months_at: datetime | None = None

    async def run(self, reading: Reading) -> None:
        """Fold what is read; Unavailable at the first fault."""
        while True:
            now = self._clock.now()
            if self._months_at is None or now >= self._months_at:
                await self._desk.keep_months(now)
                self._months_at = now + MONTHS_EVERY
            await self.take(await reading.next(BATCH_MESSAGES, BATCH_SECONDS))

    async def take(self, batch: Sequence[Letter]) -> None:
        """Fold a batch, in one transaction; also an empty one, for time passes."""
        now = self._clock.now()
        due = list(self._parts.given_up(now - GIVE_UP_AFTER))
        if not batch and not due and not self._is_due(now):
            return
        minimums = await self._minimums.by_tenant()
        async with self._desk.transaction() as pen:
            page = _Page(pen, self._books, minimums, now)
            for report in due:
                await page.fold(report)
            for letter in batch:
                for report in self._reports(letter, now):
                    await page.fold(report)
                await asyncio.sleep(0)  # so that requests are answered between two messages
            await page.finish()
            if batch:
                place = Place(self._parts.needed_from(batch[-1].seq), batch[-1].life)
                await pen.stand(place)
        self._tell(page, now)

    def _is_due(self, now: datetime) -> bool:
        return any(
            (not each.silent and now - each.ended_at > SILENT_AFTER) or now - each.ended_at > FORGET_AFTER
            for book in self._books.values()
            for each in book.reporters.values()
        )

    def _reports(self, letter: Letter, now: datetime) -> Iterator[Report]:
        """The reports that a message makes whole; what nobody understands is passed over and counted."""
        try:
            _, tenant, reporter, _ = subjects.parse(letter.subject)
            part = open_envelope(letter.payload, DeliveryReport).data
            _check(part, reporter, now)
        except (ValueError, Invalid) as error:
            log.warning("delivery report on %s passed over: %s", letter.subject, error)
            self._counts.refused()
            return
        yield from self._parts.take(tenant, part, letter.seq)

    def _tell(self, page: "_Page", now: datetime) -> None:
        if page.folded:
            self._counts.folded(page.folded, page.closed)
        reporters = [each for book in self._books.values() for each in book.reporters.values()]
        newest = max((each.ended_at for each in reporters), default=now)
        lag_seconds = (now - newest).total_seconds() if page.folded else 0.0
        self._counts.stands(max(0.0, lag_seconds), sum(each.silent for each in reporters))


class _Page:
    """What one transaction folds and writes."""

    def __init__(
        self,
        pen: Pen,
        books: dict[str, Book],
        minimums: Mapping[str, Mapping[str, Minimum]],
        now: datetime,
    ) -> None:
        self._pen = pen
        self._books = books
        self._minimums = minimums
        self._now = now
        self._changes: dict[str, Changes] = {}
        self._heard: dict[str, set[str]] = {}
        self.folded = 0
        self.closed = 0

    async def fold(self, report: Report) -> None:
        """Fold a report, unless it was."""
        tenant = report.tenant
        book = self._books.setdefault(tenant, Book())
        if book.has_folded(report):
            return
        changes = self._changes.setdefault(tenant, Changes())
        outsiders = book.outsiders(report)
        if outsiders and changes.closed:  # of which some may be theirs
            await self._write(tenant)
            changes = self._changes[tenant]
        closed = await self._pen.closed_behind(tenant, outsiders, report.start) if outsiders else {}
        known = self._minimums.get(tenant, {})
        book.fold(report, lambda camera: known.get(camera, NO_MINIMUM), closed, changes)
        self._heard.setdefault(tenant, set()).add(report.reporter)
        self.folded += 1

    async def finish(self) -> None:
        """Write what was folded, and who fell silent, speaks again, or is to be forgotten."""
        for tenant, book in self._books.items():
            touched = self._heard.get(tenant, set()) | self._forget(tenant, book)
            turned = self._turn(book)
            if self._changes.get(tenant):
                await self._write(tenant)
            if touched or turned:
                await self._pen.mark(tenant, book, touched, turned)

    async def _write(self, tenant: str) -> None:
        changes = self._changes[tenant]
        self.closed += len(changes.closed)
        await self._pen.write(tenant, changes, self._books[tenant])
        self._changes[tenant] = Changes()

    def _forget(self, tenant: str, book: Book) -> set[str]:
        """Those that will not come back."""
        gone = {name for name, each in book.reporters.items() if self._now - each.ended_at > FORGET_AFTER}
        for name in gone:
            book.forget(name, self._changes.setdefault(tenant, Changes()))
        return gone

    def _turn(self, book: Book) -> set[str]:
        """Those that fell silent, or speak again."""
        turned = {
            name
            for name, each in book.reporters.items()
            if each.silent != (self._now - each.ended_at > SILENT_AFTER)
        }
        for name in turned:
            book.reporters[name] = replace(book.reporters[name], silent=not book.reporters[name].silent)
        return turned


def _check(part: DeliveryReport, reporter: str, now: datetime) -> None:
    if part.reporter != reporter:
        raise Invalid(f"it is of {part.reporter}")
    if part.end <= part.start:
        raise Invalid("it ends before it begins")
    if part.end > now + AHEAD or part.end < now - FORGET_AFTER:
        raise Invalid(f"its end, {part.end}, is too far from now: set the clock of {reporter} right")
