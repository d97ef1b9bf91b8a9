import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.token_bucket import Pace, TokenBucket


@given(
    st.floats(0.05, 500),
    st.lists(st.floats(0, 3), max_size=200),
    st.floats(0.01, 5),
)
def test_no_window_ever_sees_more_than_burst_and_rate(
    per_second: float, pauses: list[float], window_seconds: float
) -> None:
    pace = Pace.within(per_second)
    bucket, now, taken = TokenBucket(pace, 0.0), 0.0, []
    for pause in pauses:
        now += pause
        while not bucket.wait_seconds(now):
            bucket.take(now)
            taken.append(now)
    for first in taken:
        inside = sum(first <= moment <= first + window_seconds for moment in taken)
        assert inside <= pace.burst + pace.per_second * window_seconds + 1e-6


@pytest.mark.parametrize("per_second", [1, 2, 3, 7, 10, 15, 25, 200])
def test_no_second_sees_more_than_it_is_set_to(per_second: int) -> None:
    bucket, taken = TokenBucket(Pace.within(per_second), 0.0), []
    for tick in range(5000):
        now = tick / 1000
        while not bucket.wait_seconds(now):
            bucket.take(now)
            taken.append(tick)
    assert max(sum(first <= tick < first + 1000 for tick in taken) for first in taken) <= per_second
    assert len(taken) >= 5 * 0.88 * per_second  # asked every millisecond: always a little late


@given(st.floats(0.05, 500), st.floats(0, 1e6))
def test_after_the_wait_there_is_a_token(per_second: float, begun_seconds: float) -> None:
    bucket = TokenBucket(Pace.within(per_second), begun_seconds)
    while not (wait_seconds := bucket.wait_seconds(begun_seconds)):
        bucket.take(begun_seconds)
    assert bucket.wait_seconds(begun_seconds + wait_seconds + 1e-6) == 0


def test_a_slower_pace_holds_from_its_moment_on() -> None:
    bucket = TokenBucket(Pace(10, 5), 0.0)
    bucket.change(Pace(1, 1), 0.0)
    bucket.take(0.0)
    assert bucket.wait_seconds(0.0) == pytest.approx(1)
    assert not bucket.full(0.5)
    assert bucket.full(1.0)
