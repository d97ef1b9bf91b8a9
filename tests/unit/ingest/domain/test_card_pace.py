from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.card_pace import LinePace

RATE = 100_000


def test_a_second_s_worth_is_read_at_once_and_then_at_the_rate() -> None:
    pace, now = LinePace(RATE, 0.0), 10.0
    assert pace.wait_seconds(RATE, now) == 0.0
    assert pace.wait_seconds(RATE, now) == 1.0
    assert pace.wait_seconds(RATE // 2, now + 1.0) == 0.5


@given(st.lists(st.integers(1, 50_000), min_size=1))
def test_whoever_waits_as_told_never_reads_more_than_the_rate(sizes: list[int]) -> None:
    now = 0.0
    pace = LinePace(RATE, now)
    for size in sizes:
        now += pace.wait_seconds(size, now)
    assert sum(sizes) <= RATE * (now + 0.021)
