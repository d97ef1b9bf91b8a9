"""The rules of `fold` for one camera; `test_book` holds it to a count of every millisecond."""

from datetime import UTC, datetime, timedelta

from lokus_proto.v1.delivery_report import CameraSpans, Span
from lokus_proto.v1.stream_state import Phase, ReasonKind
from lokus_registry.domain.delivery.fold import Known, Piece, Running, fold, pieces
from lokus_registry.domain.delivery.measure import NO_MINIMUM, Measure
from lokus_registry.domain.delivery.state import DeliveryState

NOON = datetime(2026, 2, 14, 12, tzinfo=UTC)
GOOD, AWAY = Measure(DeliveryState.DELIVERING, fps=25.0), Measure(DeliveryState.OFFLINE, "refused")


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def piece(start: float, end: float, measure: Measure = GOOD) -> Piece:
    return Piece(at(start), at(end), measure)


def test_the_running_interval_goes_on_while_nothing_changes() -> None:
    running = Running(at(0), GOOD, "r1")
    folded = fold("c1", Known(running, at(10)), [piece(10, 20)], "r1", at(20))
    assert (folded.closed, folded.running) == ((), running)


def test_a_change_closes_what_ran_and_begins_the_next() -> None:
    known = Known(Running(at(0), GOOD, "r1"), at(10))
    folded = fold("c1", known, [piece(10, 13), piece(13, 20, AWAY)], "r1", at(20))
    assert [(each.started_at, each.ended_at, each.measure) for each in folded.closed] == [
        (at(0), at(13), GOOD)
    ]
    assert folded.running == Running(at(13), AWAY, "r1")


def test_time_that_nobody_reported_is_a_gap() -> None:
    folded = fold("c1", Known(Running(at(0), GOOD, "r1"), at(10)), [piece(30, 40)], "r1", at(40))
    assert [each.ended_at for each in folded.closed] == [at(10)]
    assert folded.running == Running(at(30), GOOD, "r1")


def test_of_two_reporters_the_faster_is_believed_and_the_other_fills_what_is_free() -> None:
    known = Known(Running(at(13), GOOD, "r2"), at(20), [(at(0), at(5))])
    folded = fold("c1", known, [piece(3, 22, AWAY)], "r1", at(22))
    assert [(each.started_at, each.ended_at, each.reporter) for each in folded.closed] == [
        (at(5), at(13), "r1"),
        (at(13), at(20), "r2"),
    ]
    assert folded.running == Running(at(20), AWAY, "r1")


def test_a_camera_that_is_held_no_more_is_closed_where_it_ended() -> None:
    folded = fold("c1", Known(Running(at(0), GOOD, "r1"), at(10)), [piece(10, 12)], "r1", at(20))
    assert [(each.started_at, each.ended_at) for each in folded.closed] == [(at(0), at(12))]
    assert folded.running is None


def test_months_end_intervals() -> None:
    end_of_month = datetime(2026, 2, 28, 17, tzinfo=UTC)
    start = end_of_month - timedelta(seconds=4)
    spans = CameraSpans(
        camera="c1", spans=(Span(until_ms=10_000, phase=Phase.FAILED, reason=ReasonKind.BUSY),)
    )
    told = list(pieces(spans, start, start + timedelta(seconds=10), NO_MINIMUM))
    assert [each.start for each in told] == [start, end_of_month]
    known = Known(Running(NOON, told[0].measure, "r1"), start)
    folded = fold("c1", known, told, "r1", start + timedelta(seconds=10))
    assert [each.ended_at for each in folded.closed] == [end_of_month]
    assert folded.running == Running(end_of_month, told[0].measure, "r1")


def test_spans_that_go_back_or_beyond_the_report_claim_no_time() -> None:
    spans = CameraSpans(
        camera="c1",
        from_ms=2000,
        spans=tuple(Span(until_ms=ms, phase=Phase.DELIVERING) for ms in (1000, 5000, 5000, 99_000)),
    )
    told = list(pieces(spans, at(0), at(10), NO_MINIMUM))
    assert [(each.start, each.end) for each in told] == [(at(2), at(5)), (at(5), at(10))]
