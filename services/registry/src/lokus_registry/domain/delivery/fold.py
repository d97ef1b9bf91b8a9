"""Folds what one report says of one camera into what is known of it: nothing twice, nothing lost.

Time that is known stays as it is. Time behind all that is known goes on with the running interval, or
closes it and begins the next. Time before that (another reporter was faster) fills what is still free.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from lokus_proto.v1.delivery_report import CameraSpans
from lokus_registry.domain.delivery.interval import (
    Interval,
    Stretch,
    by_month,
    joined,
    less,
    month_start,
)
from lokus_registry.domain.delivery.measure import Measure, Minimum, measure

_MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Running:
    """The interval that is on. It ends where the last report of its reporter does, which moves."""

    started_at: datetime
    measure: Measure
    reporter: str

    def closed(self, camera: str, at: datetime) -> Interval:
        """The interval that it was."""
        return Interval(camera, self.started_at, at, self.measure, self.reporter)


@dataclass(frozen=True, slots=True)
class Piece:
    """What a report says of a stretch, within one month."""

    start: datetime
    end: datetime
    measure: Measure


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a camera where a report falls: the running interval and its end, and closed ones."""

    running: Running | None = None
    until: datetime | None = None
    closed: Sequence[Stretch] = ()

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """All known time."""
        if self.running is None or self.until is None:
            return tuple(self.closed)
        return (*self.closed, (self.running.started_at, self.until))


@dataclass(frozen=True, slots=True)
class Folded:
    """What is closed now, and what runs."""

    closed: tuple[Interval, ...]
    running: Running | None


def pieces(spans: CameraSpans, start: datetime, end: datetime, minimum: Minimum) -> Iterator[Piece]:
    """What a report from `start` to `end` says of a camera, cut where months end."""
    from_ms = spans.from_ms
    for span in spans.spans:
        if span.until_ms > from_ms:
            said = measure(span, span.until_ms - from_ms, minimum)
            stretch = (start + from_ms * _MILLISECOND, min(end, start + span.until_ms * _MILLISECOND))
            if said is not None:
                yield from (Piece(*each, said) for each in by_month(stretch))
        from_ms = max(from_ms, span.until_ms)


def fold(camera: str, known: Known, told: Sequence[Piece], reporter: str, end: datetime) -> Folded:
    """Fold the pieces of a report of `reporter` that ends at `end`."""
    stretches = known.stretches
    frontier = max((until for _, until in stretches), default=None)
    free = [
        replace(piece, start=start, end=until)
        for piece in told
        for start, until in less((piece.start, piece.end), stretches)
    ]
    late = [piece for piece in free if frontier is not None and piece.end <= frontier]
    filled = [Interval(camera, each.start, each.end, each.measure, reporter) for each in late]
    ahead = _go_on(camera, known, free[len(late) :], reporter, end)
    return Folded((*joined(filled), *ahead.closed), ahead.running)


def _go_on(camera: str, known: Known, ahead: Sequence[Piece], reporter: str, end: datetime) -> Folded:
    running, until = known.running, known.until
    closed: list[Interval] = []
    for piece in ahead:
        if running is not None and until is not None:
            if until == piece.start and _continues(running, piece, reporter):
                length_ms = (piece.end - piece.start) // _MILLISECOND
                corrected = running.measure.corrected(piece.measure, length_ms)
                running, until = replace(running, measure=corrected), piece.end
                continue
            closed.append(running.closed(camera, until))
        running, until = Running(piece.start, piece.measure, reporter), piece.end
    if running is not None and until is not None and running.reporter == reporter and until != end:
        closed.append(running.closed(camera, until))  # its reporter held it no longer than so
        running = None
    return Folded(tuple(closed), running)


def _continues(running: Running, piece: Piece, reporter: str) -> bool:
    return (
        running.reporter == reporter
        and running.measure.says_as(piece.measure)
        and month_start(running.started_at) == month_start(piece.start)
    )
