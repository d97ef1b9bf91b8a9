from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.errors import Invalid
from lokus_registry.domain.contracts.period import Span, moment, month_of, month_span
from lokus_registry.domain.contracts.service_hours import (
    ServiceHours,
    Weekday,
    check_service_hours,
    service_spans,
)

_HOUR_MS = 3_600_000
_WEEK = tuple(Weekday)
_FEBRUARY = month_span(month_of("2024-02"))  # begins on a Thursday
_times = st.integers(0, 23).map(lambda hour: f"{hour:02}:00")
_hours = st.builds(
    ServiceHours,
    st.lists(st.sampled_from(_WEEK), min_size=1, unique=True).map(tuple),
    _times,
    st.one_of(_times, st.just("24:00")),
).filter(lambda hours: hours.begin != hours.end)


def _serves(hours: ServiceHours, at_ms: int) -> bool:
    """By the clock on the wall, hour by hour."""
    at = moment(at_ms)
    begin, end = int(hours.begin[:2]), int(hours.end[:2])
    today = _WEEK[at.weekday()] in hours.days
    if end > begin:
        return today and begin <= at.hour < end
    yesterday = _WEEK[(at - timedelta(days=1)).weekday()] in hours.days
    return (today and at.hour >= begin) or (yesterday and at.hour < end)


@given(st.lists(_hours, min_size=1, max_size=3))
def test_every_hour_of_a_month_is_served_as_the_clock_on_the_wall_says(hours: list[ServiceHours]) -> None:
    spans = service_spans(hours, _FEBRUARY)
    for at_ms in range(*_FEBRUARY, _HOUR_MS):
        served = any(span.start_ms <= at_ms < span.end_ms for span in spans)
        assert served == any(_serves(each, at_ms) for each in hours), moment(at_ms)


def test_no_hours_mean_always() -> None:
    assert service_spans([], _FEBRUARY) == (_FEBRUARY,)


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    night = ServiceHours((Weekday.WEDNESDAY,), "22:00", "06:00")
    first = service_spans([night], _FEBRUARY)[0]
    assert first == Span(_FEBRUARY.start_ms, _FEBRUARY.start_ms + 6 * _HOUR_MS)


def test_hours_that_cannot_be_are_refused() -> None:
    monday = (Weekday.MONDAY,)
    for hours in (
        ServiceHours((), "07:00", "22:00"),
        ServiceHours(monday, "07:00", "07:00"),
        ServiceHours(monday, "24:00", "07:00"),
    ):
        with pytest.raises(Invalid):
            check_service_hours(hours)
    check_service_hours(ServiceHours(monday, "00:00", "24:00"))
