from datetime import UTC, date, datetime, timedelta

import pytest

from lokus_kit.errors import Invalid
from lokus_registry.domain.contracts.period import (
    Span,
    asked_period,
    clipped,
    epoch_ms,
    moment,
    month_of,
    month_span,
    next_month,
    outside,
    union,
)


def test_a_month_is_that_of_jakarta() -> None:
    february = month_span(month_of("2024-02"))
    assert moment(february.start_ms) == datetime(2024, 1, 31, 17, tzinfo=UTC)
    assert february.length_ms == 29 * 86_400_000


def test_december_is_followed_by_january() -> None:
    assert next_month(date(2024, 12, 1)) == date(2025, 1, 1)


def test_a_moment_survives_as_milliseconds() -> None:
    at = datetime(2024, 2, 14, 7, 0, 0, 123_000, tzinfo=UTC)
    assert moment(epoch_ms(at)) == at
    assert epoch_ms(at + timedelta(microseconds=999)) == epoch_ms(at)


def test_spans_are_joined_cut_and_turned_inside_out() -> None:
    joined = union([Span(5, 9), Span(0, 3), Span(3, 4), Span(8, 12), Span(7, 7)])
    assert joined == (Span(0, 4), Span(5, 12))
    assert clipped(joined, Span(2, 6)) == (Span(2, 4), Span(5, 6))
    assert outside(joined, Span(0, 20)) == (Span(4, 5), Span(12, 20))


def test_a_period_that_is_empty_or_too_long_is_refused() -> None:
    at = datetime(2024, 2, 1, tzinfo=UTC)
    week = timedelta(days=7)
    assert asked_period(at, at + week, week).length_ms == 7 * 86_400_000
    for until in (at, at + week + timedelta(seconds=1)):
        with pytest.raises(Invalid):
            asked_period(at, until, week)
