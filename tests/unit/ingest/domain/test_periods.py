from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.periods import PERIOD_SECONDS, Periods, seconds_to_the_ten

NOON = datetime(2026, 2, 14, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_one_period_begins_where_the_one_before_ends() -> None:
    periods = Periods(after(3), 50.0)
    first = periods.close(after(10.004), 57.004)
    second = periods.close(after(20.001), 67.001)
    assert (first.start, first.end, first.told) == (after(3), after(10.004), True)
    assert (second.start, second.end) == (first.end, after(20.001))
    assert (second.began_seconds, second.ended_seconds) == (first.ended_seconds, 67.001)


def test_a_clock_set_forward_leaves_a_gap_and_lengthens_nothing() -> None:
    periods = Periods(NOON, 0.0)
    before = periods.close(after(3610), 10.0)
    later = periods.close(after(3620), 20.0)
    assert (before.start, before.end) == (NOON, after(10))
    assert (later.start, later.end, later.told) == (after(3610), after(3620), True)


def test_a_clock_set_back_tells_no_time_twice() -> None:
    periods = Periods(NOON, 0.0)
    assert periods.close(after(-290), 10.0).end == after(10)
    told = [periods.close(after(-290 + 10 * n), 10.0 + 10 * n).told for n in range(1, 32)]
    assert told == [False] * 30 + [True]


def test_a_period_ends_at_the_next_ten_and_is_no_sliver() -> None:
    assert seconds_to_the_ten(after(3)) == 7
    assert seconds_to_the_ten(NOON) == PERIOD_SECONDS
    assert seconds_to_the_ten(after(9.5)) == 10.5


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(-7200, 7200) | st.just(0.0)), min_size=1, max_size=30))
def test_what_is_told_never_overlaps_and_is_as_long_as_it_took(steps: list[tuple[float, float]]) -> None:
    wall, monotonic = NOON, 1000.0
    periods = Periods(wall, monotonic)
    told_until = NOON - timedelta(days=1)
    for seconds, step_seconds in steps:
        began = monotonic
        monotonic += seconds
        wall += timedelta(seconds=seconds + step_seconds)
        period = periods.close(wall, monotonic)
        assert abs((period.end - period.start).total_seconds() - (monotonic - began)) < 0.002
        if period.told:
            assert period.end > period.start >= told_until
            told_until = period.end
