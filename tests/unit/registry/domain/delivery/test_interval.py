from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lokus_registry.domain.delivery.interval import (
    Interval,
    Stretch,
    by_month,
    joined,
    less,
    month_start,
    next_month,
)
from lokus_registry.domain.delivery.measure import Measure
from lokus_registry.domain.delivery.state import DeliveryState

NOON = datetime(2026, 2, 14, 12, tzinfo=UTC)
GOOD, BAD = Measure(DeliveryState.DELIVERING, fps=25.0), Measure(DeliveryState.OFFLINE)


def stretch(start: int, length: int) -> Stretch:
    return NOON + timedelta(seconds=start), NOON + timedelta(seconds=start + length)


def test_months_are_those_of_jakarta() -> None:
    assert month_start(datetime(2026, 2, 28, 17, tzinfo=UTC)) == datetime(2026, 2, 28, 17, tzinfo=UTC)
    assert month_start(datetime(2026, 2, 28, 16, 59, tzinfo=UTC)) == datetime(2026, 1, 31, 17, tzinfo=UTC)
    assert next_month(datetime(2026, 12, 31, 16, tzinfo=UTC)) == datetime(2026, 12, 31, 17, tzinfo=UTC)


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_stretch_cut_by_months_is_the_same_stretch(start: int, length: int) -> None:
    whole = stretch(start, length)
    cut = list(by_month(whole))
    assert [cut[0][0], *(until for _, until in cut)] == [
        whole[0],
        *(start for start, _ in cut[1:]),
        whole[1],
    ]
    assert all(until <= next_month(start) for start, until in cut)


@given(
    st.tuples(st.integers(0, 50), st.integers(1, 50)),
    st.lists(st.tuples(st.integers(0, 100), st.integers(1, 20))),
)
def test_what_is_left_is_what_was_not_taken(whole: tuple[int, int], taken: list[tuple[int, int]]) -> None:
    def seconds(stretches: list[Stretch]) -> list[int]:
        return [
            second
            for start, end in stretches
            for second in range(int((start - NOON).total_seconds()), int((end - NOON).total_seconds()))
        ]

    others = [stretch(*each) for each in taken]
    left = list(less(stretch(*whole), others))
    assert seconds(left) == sorted(set(seconds([stretch(*whole)])) - set(seconds(others)))
    assert all(start < end for start, end in left)


def test_neighbours_that_say_the_same_are_made_one() -> None:
    def interval(start: int, length: int, measure: Measure) -> Interval:
        return Interval("c1", *stretch(start, length), measure, "ingest-1")

    rows = [interval(0, 10, GOOD), interval(10, 10, GOOD), interval(20, 10, BAD), interval(40, 10, BAD)]
    assert joined(rows) == [interval(0, 20, GOOD), *rows[2:]]
