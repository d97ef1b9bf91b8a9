"""The book is held to the plain truth: for every second, the first that reported it said what it was."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lokus_kit.errors import Invalid
from lokus_proto.v1.delivery_report import CameraSpans, Span
from lokus_proto.v1.stream_state import Phase
from lokus_registry.domain.delivery.book import Book, Changes, Reporter
from lokus_registry.domain.delivery.fold import Running
from lokus_registry.domain.delivery.interval import Interval, Stretch, month_start
from lokus_registry.domain.delivery.measure import NO_MINIMUM, Measure
from lokus_registry.domain.delivery.report import Report
from lokus_registry.domain.delivery.state import DeliveryState

# Forty seconds around this moment lie in two months of Asia/Jakarta.
BEGIN = datetime(2026, 2, 28, 16, 59, 40, tzinfo=UTC)
STATES = {
    Phase.DELIVERING: DeliveryState.DELIVERING,
    Phase.FAILED: DeliveryState.OFFLINE,
    Phase.STALLED: DeliveryState.STALLED,
    Phase.CONNECTING: None,
}
"""What a second of each phase is; a first attempt says nothing, and leaves it to who knows more."""


def at(seconds: int) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


def report(reporter: str, sequence: int, start: int, cameras: dict[str, list[tuple[int, Phase]]]) -> Report:
    """A report whose spans are given as (seconds, phase); it is as long as the longest of them."""
    length = max((sum(seconds for seconds, _ in spans) for spans in cameras.values()), default=10)
    told = []
    for camera, spans in cameras.items():
        until, found = 0, []
        for seconds, phase in spans:
            until += seconds * 1000
            found.append(Span(until_ms=until, phase=phase))
        told.append(CameraSpans(camera=camera, spans=tuple(found)))
    return Report("jakarta", reporter, sequence, at(start), at(start + length), tuple(told))


class Shelf:
    """A book and what was written from it, as the database would hold it."""

    def __init__(self) -> None:
        self.book = Book()
        self.closed: list[Interval] = []

    def fold(self, *reports: Report) -> Changes:
        changes = Changes()
        for each in reports:
            if self.book.has_folded(each):
                continue
            before = len(changes.closed)
            self.book.fold(each, lambda _: NO_MINIMUM, self._around(each), changes)
            self.closed.extend(changes.closed[before:])
        return changes

    def _around(self, report: Report) -> dict[str, list[Stretch]]:
        outsiders, found = set(self.book.outsiders(report)), defaultdict(list)
        for each in self.closed:
            if each.camera in outsiders and each.ended_at > report.start:
                found[each.camera].append((each.started_at, each.ended_at))
        return found

    def intervals(self) -> list[Interval]:
        running = [
            each.closed(camera, self.book.reporters[each.reporter].ended_at)
            for camera, each in self.book.running.items()
        ]
        return sorted([*self.closed, *running], key=lambda each: (each.camera, each.started_at))

    def seconds(self) -> dict[tuple[str, int], DeliveryState]:
        """What each camera was in each second, by the book; a second told twice fails."""
        found: dict[tuple[str, int], DeliveryState] = {}
        for each in self.intervals():
            first = round((each.started_at - BEGIN).total_seconds())
            for second in range(first, round((each.ended_at - BEGIN).total_seconds())):
                assert (each.camera, second) not in found
                found[each.camera, second] = each.measure.state
        return found


def truth(reports: Sequence[Report]) -> dict[tuple[str, int], DeliveryState]:
    """The same, second by second, from the reports in the order in which they were folded first."""
    found: dict[tuple[str, int], DeliveryState] = {}
    newest: dict[str, int] = {}
    for each in reports:
        if each.sequence <= newest.get(each.reporter, 0):
            continue
        newest[each.reporter] = each.sequence
        first = round((each.start - BEGIN).total_seconds())
        for spans in each.cameras:
            second = first
            for span in spans.spans:
                while second < first + span.until_ms // 1000:
                    if (state := STATES[span.phase]) is not None:
                        found.setdefault((spans.camera, second), state)
                    second += 1
    return found


_spans = st.lists(st.tuples(st.integers(1, 6), st.sampled_from(list(STATES))), min_size=1, max_size=3)
_cameras = st.dictionaries(st.sampled_from(["c1", "c2", "c3"]), _spans, max_size=3)


@st.composite
def _told(draw: st.DrawFn) -> list[Report]:
    """Reports of two reporters, each in order and without overlap; some come twice."""
    lines: list[list[Report]] = []
    for reporter in ("r1", "r2"):
        line, start = [], draw(st.integers(0, 12))
        for sequence in range(1, draw(st.integers(1, 6)) + 1):
            start += draw(st.sampled_from([0, 0, 0, 4]))
            line.append(report(reporter, sequence, start, draw(_cameras)))
            start = round((line[-1].end - BEGIN).total_seconds())
        lines.append(line)
    told: list[Report] = []
    while any(lines):
        line = draw(st.sampled_from([line for line in lines if line]))
        told.append(line.pop(0))
        if draw(st.booleans()):
            told.append(draw(st.sampled_from(told)))
    return told


@given(_told())
@settings(max_examples=300)
def test_every_second_that_was_reported_is_in_one_interval_and_no_other_is(told: list[Report]) -> None:
    shelf = Shelf()
    shelf.fold(*told)
    assert shelf.seconds() == truth(told)
    for each in shelf.intervals():
        assert each.started_at < each.ended_at
        assert month_start(each.started_at) == month_start(each.ended_at - timedelta(seconds=1))


@given(_told(), st.integers(0, 12))
def test_a_book_read_anew_goes_on_as_if_it_had_never_been_closed(told: list[Report], cut: int) -> None:
    shelf, whole = Shelf(), Shelf()
    shelf.fold(*told[:cut])
    shelf.book = Book(shelf.book.reporters, shelf.book.running)
    shelf.fold(*told)
    whole.fold(*told)
    assert shelf.intervals() == whole.intervals()


def test_while_nothing_changes_nothing_is_written() -> None:
    shelf = Shelf()
    steady = {f"c{number}": [(10, Phase.DELIVERING)] for number in range(100)}
    assert len(shelf.fold(report("r1", 1, 0, steady)).running) == 100
    changes = shelf.fold(report("r1", 2, 10, steady))
    assert not changes
    assert shelf.book.reporters["r1"] == Reporter(2, at(20))


def test_a_camera_that_is_listed_no_more_ends_with_the_report_before() -> None:
    shelf = Shelf()
    both = {"c1": [(10, Phase.DELIVERING)], "c2": [(10, Phase.DELIVERING)]}
    shelf.fold(report("r1", 1, 0, both))
    changes = shelf.fold(report("r1", 2, 10, {"c1": [(10, Phase.DELIVERING)]}))
    assert changes.gone == {"c2"}
    assert [(each.camera, each.ended_at) for each in changes.closed] == [("c2", at(10))]


def test_a_reporter_that_never_comes_back_leaves_closed_intervals() -> None:
    shelf = Shelf()
    shelf.fold(report("r1", 1, 0, {"c1": [(10, Phase.FAILED)]}))
    changes = Changes()
    shelf.book.forget("r1", changes)
    assert [(each.camera, each.ended_at) for each in changes.closed] == [("c1", at(10))]
    assert (shelf.book.running, shelf.book.reporters) == ({}, {})


def test_of_one_transaction_the_last_word_on_a_camera_is_written() -> None:
    changes = Changes()
    running = Running(at(0), Measure(DeliveryState.OFFLINE), "r1")
    changes.put("c1", running)
    changes.put("c1", None)
    assert (changes.running, changes.gone) == ({}, {"c1"})
    changes.put("c1", running)
    assert (changes.running, changes.gone) == ({"c1": running}, set())


def test_a_report_that_ends_before_it_begins_is_refused() -> None:
    backward = Report("jakarta", "r1", 1, at(10), at(0), ())
    with pytest.raises(Invalid):
        Book().fold(backward, lambda _: NO_MINIMUM, {}, Changes())


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 0, 1)])
def test_a_camera_that_two_workers_have_for_a_moment_is_counted_once_and_without_a_hole(
    order: tuple[int, ...],
) -> None:
    """The first lets go at 16 s; the second tries from 12 s on, and delivers from 14 s on."""
    delivering, connecting = Phase.DELIVERING, Phase.CONNECTING
    ours = (Span(until_ms=6_000, phase=delivering),)
    theirs = (Span(until_ms=4_000, phase=connecting), Span(until_ms=10_000, phase=delivering))
    reports = (
        report("old", 1, 0, {"c1": [(10, delivering)]}),
        Report("jakarta", "old", 2, at(10), at(20), (CameraSpans(camera="c1", spans=ours),)),
        Report("jakarta", "new", 1, at(10), at(20), (CameraSpans(camera="c1", from_ms=2_000, spans=theirs),)),
    )
    shelf = Shelf()
    shelf.fold(*(reports[place] for place in order))
    shelf.fold(report("new", 2, 20, {"c1": [(10, delivering)]}), report("old", 3, 20, {}))
    seconds = {second: state for (camera, second), state in shelf.seconds().items() if camera == "c1"}
    assert seconds == dict.fromkeys(range(30), DeliveryState.DELIVERING)
