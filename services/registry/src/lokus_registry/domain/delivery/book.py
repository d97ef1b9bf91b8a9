"""The book of one tenant: what runs now, by camera and by reporter, and what folding a report changes.

It is the memory of one process. What it changes is written down by whoever asked, in one transaction; if that
fails, the book is read anew. While nothing changes, the only thing that moves is the reporter's end.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from lokus_kit.errors import Invalid
from lokus_proto.v1.delivery_report import CameraSpans
from lokus_registry.domain.delivery.fold import Known, Running, fold, pieces
from lokus_registry.domain.delivery.interval import Interval, Stretch, month_start, next_month
from lokus_registry.domain.delivery.measure import Minimum, measure
from lokus_registry.domain.delivery.report import Report

_MILLISECOND: Final = timedelta(milliseconds=1)

MinimumOf = Callable[[str], Minimum]
"""What the contract of a camera asks for."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """The last report of a reporter. `silent`: it ended so long ago that nobody knows what is now."""

    sequence: int
    ended_at: datetime
    silent: bool = False


@dataclass(slots=True)
class Changes:
    """What is to be written: intervals that closed, and cameras whose running interval changed or went."""

    closed: list[Interval] = field(default_factory=list)
    running: dict[str, Running] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def put(self, camera: str, running: Running | None) -> None:
        """This runs now."""
        if running is None:
            self.running.pop(camera, None)
            self.gone.add(camera)
        else:
            self.gone.discard(camera)
            self.running[camera] = running

    def __bool__(self) -> bool:
        return bool(self.closed or self.running or self.gone)


class Book:
    """What is known of the cameras of one tenant."""

    def __init__(
        self, reporters: Mapping[str, Reporter] | None = None, running: Mapping[str, Running] | None = None
    ) -> None:
        self.reporters = dict(reporters or {})
        self.running = dict(running or {})
        self._held: dict[str, set[str]] = {}
        for camera, each in self.running.items():
            self._held.setdefault(each.reporter, set()).add(camera)

    def has_folded(self, report: Report) -> bool:
        """Whether this report, or a later one of its reporter, was folded."""
        reporter = self.reporters.get(report.reporter)
        return reporter is not None and report.sequence <= reporter.sequence

    def outsiders(self, report: Report) -> list[str]:
        """Cameras of a report of which closed intervals may reach into it."""
        return [
            each.camera
            for each in report.cameras
            if (running := self.running.get(each.camera)) is None or report.start < running.started_at
        ]

    def fold(
        self,
        report: Report,
        minimum_of: MinimumOf,
        closed: Mapping[str, Sequence[Stretch]],
        changes: Changes,
    ) -> None:
        """Fold a report that was not yet; `closed`: of the outsiders, what ends in it or later."""
        if report.end <= report.start:
            raise Invalid(f"report {report.sequence} of {report.reporter} ends before it begins")
        before = self.reporters.get(report.reporter)
        listed = {each.camera for each in report.cameras}
        if before is not None:
            self._close_unlisted(report.reporter, listed, before.ended_at, changes)
        steady = _Steady(report, None if before is None else before.ended_at, minimum_of)
        for spans in report.cameras:
            running = self.running.get(spans.camera)
            if running is None or not steady.goes_on(running, spans):
                self._fold_camera(report, spans, minimum_of, closed.get(spans.camera, ()), changes)
        silent = before is not None and before.silent
        self.reporters[report.reporter] = Reporter(report.sequence, report.end, silent)

    def forget(self, reporter: str, changes: Changes) -> None:
        """A reporter that will not come back: what it held ends with its last report."""
        gone = self.reporters[reporter]
        self._close_unlisted(reporter, frozenset(), gone.ended_at, changes)
        del self.reporters[reporter]

    def _fold_camera(
        self,
        report: Report,
        spans: CameraSpans,
        minimum_of: MinimumOf,
        closed: Sequence[Stretch],
        changes: Changes,
    ) -> None:
        camera = spans.camera
        running = self.running.get(camera)
        until = None if running is None else self.reporters[running.reporter].ended_at
        told = tuple(pieces(spans, report.start, report.end, minimum_of(camera)))
        folded = fold(camera, Known(running, until, closed), told, report.reporter, report.end)
        changes.closed.extend(folded.closed)
        if folded.running != running:
            self._put(camera, folded.running, changes)

    def _close_unlisted(
        self, reporter: str, listed: set[str] | frozenset[str], until: datetime, changes: Changes
    ) -> None:
        for camera in self._held.get(reporter, set()) - listed:
            changes.closed.append(self.running[camera].closed(camera, until))
            self._put(camera, None, changes)

    def _put(self, camera: str, running: Running | None, changes: Changes) -> None:
        before = self.running.pop(camera, None)
        if before is not None:
            self._held[before.reporter].discard(camera)
        if running is not None:
            self.running[camera] = running
            self._held.setdefault(running.reporter, set()).add(camera)
        changes.put(camera, running)


class _Steady:
    """Tells, fast, that a report of a reporter's cameras changes nothing: by far the most do not."""

    def __init__(self, report: Report, until: datetime | None, minimum_of: MinimumOf) -> None:
        self._reporter = report.reporter
        self._length_ms = (report.end - report.start) // _MILLISECOND
        self._month = month_start(report.start)
        self._possible = until == report.start and report.end <= next_month(report.start)
        self._minimum_of = minimum_of

    def goes_on(self, running: Running, spans: CameraSpans) -> bool:
        """Whether the running interval goes on through the whole report, as it is."""
        if not self._possible or len(spans.spans) != 1 or running.reporter != self._reporter:
            return False
        span = spans.spans[0]
        if spans.from_ms or span.until_ms != self._length_ms or running.started_at < self._month:
            return False
        now = measure(span, self._length_ms, self._minimum_of(spans.camera))
        return (
            now is not None
            and running.measure.says_as(now)
            and running.measure.corrected(now, self._length_ms) is running.measure
        )
