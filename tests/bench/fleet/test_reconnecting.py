"""The rate of connects."""

from hypothesis import given
from hypothesis import strategies as st

from bench.fleet.reconnecting import most_within


def test_the_most_connects_within_a_second_are_found_wherever_the_second_begins() -> None:
    assert most_within(1.0, [0.0, 0.5, 1.0, 1.4, 1.45, 3.0]) == 4
    assert most_within(1.0, []) == 0


@given(st.lists(st.integers(0, 400), max_size=60))
def test_it_is_what_counting_from_each_moment_finds(hundredths: list[int]) -> None:
    moments = sorted(hundredths)
    each = [sum(first <= other < first + 100 for other in moments) for first in moments]
    assert most_within(100, moments) == max(each, default=0)
