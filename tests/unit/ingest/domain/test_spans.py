from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.failure import SourceFailure
from lokus_ingest.domain.resolution import Resolution
from lokus_ingest.domain.spans import NOT_YET, STOPPED, Condition, Spans
from lokus_ingest.domain.standing import Standing
from lokus_proto.media import Codec
from lokus_proto.v1.stream_state import Phase, ReasonKind

NOON = datetime(2026, 2, 14, 12, tzinfo=UTC)
DELIVERING = Condition(Phase.DELIVERING, None, Codec.H264, Resolution(1280, 720))
AWAY = Condition(Phase.FAILED, ReasonKind.UNREACHABLE)


def test_a_span_ends_where_something_changes_and_holds_its_pictures() -> None:
    spans = Spans(100.0, DELIVERING)
    for _ in range(48):
        spans.count()
    spans.change(AWAY, 103.2174)
    closed = spans.close("c1", 100.0, 110.0)
    assert closed is not None
    assert [span.model_dump(exclude_none=True) for span in closed.spans] == [
        {
            "until_ms": 3217,
            "phase": Phase.DELIVERING,
            "frames": 48,
            "width": 1280,
            "height": 720,
            "codec": Codec.H264,
        },
        {"until_ms": 10000, "phase": Phase.FAILED, "frames": 0, "reason": ReasonKind.UNREACHABLE},
    ]


def test_the_next_period_begins_with_what_held_at_the_end_of_the_last() -> None:
    spans = Spans(100.0, DELIVERING)
    spans.change(AWAY, 109.0)
    spans.close("c1", 100.0, 110.0)
    closed = spans.close("c1", 110.0, 120.0)
    assert closed is not None
    assert [(span.until_ms, span.phase, span.frames) for span in closed.spans] == [(10000, Phase.FAILED, 0)]


def test_what_is_held_later_than_the_period_begins_says_from_when() -> None:
    closed = Spans(104.5).close("c1", 100.0, 110.0)
    assert closed is not None
    assert (closed.from_ms, closed.spans[-1].until_ms, closed.spans[-1].phase) == (
        4500,
        10000,
        NOT_YET.phase,
    )


def test_what_is_held_no_more_ends_before_the_period() -> None:
    spans = Spans(90.0, DELIVERING)
    spans.end(102.0)
    closed = spans.close("c1", 100.0, 110.0)
    assert closed is not None
    assert closed.spans[-1].until_ms == 2000
    assert Spans(110.0).close("c1", 100.0, 110.0) is None


def test_an_attempt_after_a_failure_is_the_failure_still() -> None:
    for reason, phase in ((ReasonKind.REFUSED, Phase.FAILED), (ReasonKind.STALLED, Phase.STALLED)):
        failed = Standing.new(NOON).failed(SourceFailure(reason, "away"), NOON, None)
        told = Condition.of(failed, None, None)
        assert told == Condition(phase, reason)
        assert Condition.of(failed.connecting(NOON), Codec.H264, None) == told
    assert Condition.of(Standing.new(NOON), None, None) == NOT_YET


@given(
    st.lists(st.tuples(st.floats(0, 30), st.sampled_from([DELIVERING, AWAY, STOPPED, NOT_YET]))),
    st.integers(0, 50),
)
def test_spans_cover_every_period_once_whatever_happens(
    changes: list[tuple[float, Condition]], frames: int
) -> None:
    spans = Spans(0.0)
    waiting = sorted(changes, key=lambda change: change[0])
    for number in range(3):
        start, end = number * 10.0, number * 10.0 + 10.0
        while waiting and waiting[0][0] < end:
            moment, condition = waiting.pop(0)
            spans.change(condition, moment)
            for _ in range(frames):
                spans.count()
        closed = spans.close("c1", start, end)
        assert closed is not None
        ends = [span.until_ms for span in closed.spans]
        assert closed.from_ms == 0
        assert ends[-1] == 10_000
        assert ends == sorted(set(ends))
        assert ends[0] > 0


def test_a_time_in_which_nobody_looked_is_not_measured() -> None:
    spans = Spans(100.0, DELIVERING)
    spans.count()
    spans.unmeasured(102.0, 107.0)
    spans.count()
    closed = spans.close("c1", 100.0, 110.0)
    assert closed is not None
    assert [(span.until_ms, span.phase, span.frames) for span in closed.spans] == [
        (2000, Phase.DELIVERING, 1),
        (7000, NOT_YET.phase, 0),
        (10000, Phase.DELIVERING, 1),
    ]


def test_what_changed_after_that_time_comes_after_it() -> None:
    spans = Spans(100.0, DELIVERING)
    spans.change(AWAY, 107.1)
    spans.unmeasured(102.0, 107.0)
    closed = spans.close("c1", 100.0, 110.0)
    assert closed is not None
    assert [(span.until_ms, span.phase) for span in closed.spans] == [
        (2000, Phase.DELIVERING),
        (7000, NOT_YET.phase),
        (7100, Phase.DELIVERING),
        (10000, Phase.FAILED),
    ]


def test_a_stream_that_nobody_is_to_pull_misses_no_measurement() -> None:
    spans = Spans(100.0, STOPPED)
    spans.unmeasured(102.0, 107.0)
    closed = spans.close("c1", 100.0, 110.0)
    assert closed is not None
    assert [(span.until_ms, span.phase) for span in closed.spans] == [(10000, Phase.STOPPED)]
