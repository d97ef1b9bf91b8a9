"""A figure and its arithmetic."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.figure import Figure, median_of, percentile

SAMPLES = st.lists(st.floats(0, 1e6), min_size=1, max_size=50)


@pytest.mark.parametrize(("percent", "expected"), [(50, 50), (95, 95), (99, 99), (100, 100), (0, 1)])
def test_a_percentile_is_the_nearest_rank(percent: float, expected: int) -> None:
    assert percentile(range(1, 101), percent) == expected


@given(values=SAMPLES, percent=st.floats(0, 100))
def test_a_percentile_is_one_of_the_samples_and_exceeded_by_no_more_than_its_share(
    values: list[float], percent: float
) -> None:
    found = percentile(values, percent)
    assert found in values
    assert sum(value > found for value in values) <= len(values) * (1 - percent / 100) + 1e-9


def test_a_median_is_rounded() -> None:
    assert median_of([1.26, 9, 1.11]) == 1.3


@pytest.mark.parametrize(("value", "bar", "ok"), [(1, None, True), (2, 2, True), (2.1, 2, False)])
def test_a_bar_is_met_when_it_is_not_exceeded(value: float, bar: float | None, *, ok: bool) -> None:
    assert Figure("b", "m", value, "s", bar).ok is ok


def test_a_line_says_all_of_a_figure_and_reads_back() -> None:
    figure = Figure("b", "m", 3.0, "ms", 2.0, note="5 runs").against(2.0)
    fields = json.loads(figure.line())
    assert (fields["ok"], fields["ratio"], fields["baseline"]) == (False, 1.5, 2.0)
    assert Figure.from_json(fields) == figure
