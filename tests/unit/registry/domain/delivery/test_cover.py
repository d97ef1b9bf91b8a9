from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.errors import Invalid
from lokus_registry.domain.delivery.cover import check_period, cover
from lokus_registry.domain.delivery.interval import Interval
from lokus_registry.domain.delivery.measure import Measure
from lokus_registry.domain.delivery.state import DeliveryState

NOON = datetime(2026, 2, 14, 12, tzinfo=UTC)


def at(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9)), max_size=8),
    st.integers(0, 60),
    st.integers(1, 60),
)
def test_a_period_is_covered_once_with_what_was_measured_and_unknown_elsewhere(
    measured: list[tuple[int, int]], start: int, length: int
) -> None:
    intervals, seconds, moment = [], set(), 0
    for gap, lasted in measured:
        begun = moment + gap
        moment = begun + lasted
        intervals.append(Interval("c1", at(begun), at(moment), Measure(DeliveryState.STALLED), "r1"))
        seconds |= set(range(begun, moment))
    covered = list(cover((at(start), at(start + length)), intervals))
    assert [each.started_at for each in covered] == [
        at(start),
        *(each.ended_at for each in covered[:-1]),
    ]
    assert covered[-1].ended_at == at(start + length)
    for each in covered:
        told = range(*(round((end - NOON).total_seconds()) for end in (each.started_at, each.ended_at)))
        assert set(told) <= seconds if each.reporter else not set(told) & seconds


@pytest.mark.parametrize("seconds", [0, -1, 366 * 86_400])
def test_a_period_goes_forward_for_less_than_a_year(seconds: int) -> None:
    with pytest.raises(Invalid):
        check_period(NOON, at(seconds))
