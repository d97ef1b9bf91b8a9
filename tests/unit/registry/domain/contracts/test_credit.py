from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lokus_registry.domain.contracts.account import Account, Outage, totalled
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.credit import Due, due, rounded, tariff
from lokus_registry.domain.contracts.terms import CreditStep
from unit.registry.domain.contracts.samples import DAY_MS, FEBRUARY, TERMS

_HOUR_MS = 3_600_000


def _account(offline_ms: int, *repair_ms: int, elsewhere_ms: int = 0) -> Account:
    delivering = FEBRUARY.length_ms - offline_ms - elsewhere_ms
    parts = {Counts.DELIVERING: delivering, Counts.OFFLINE: offline_ms, Counts.NOT_CONTRACTED: elsewhere_ms}
    return totalled(parts, (Outage(0, each, each) for each in repair_ms))


def test_who_keeps_the_promise_owes_nothing() -> None:
    assert due(_account(_HOUR_MS, _HOUR_MS), tariff(TERMS, FEBRUARY)) == Due(290_000, 0, 0)


def test_the_lowest_step_that_was_missed_counts() -> None:
    assert due(_account(DAY_MS), tariff(TERMS, FEBRUARY)).credit == 29_000
    assert due(_account(3 * DAY_MS), tariff(TERMS, FEBRUARY)).credit == 145_000


def test_a_step_is_missed_only_below_its_edge() -> None:
    edge = FEBRUARY.length_ms // 100
    assert due(_account(edge), tariff(TERMS, FEBRUARY)).credit == 0
    assert due(_account(edge + 1), tariff(TERMS, FEBRUARY)).credit == 29_000


def test_each_late_repair_is_credited_up_to_the_whole_fee() -> None:
    late = 4 * _HOUR_MS + 1
    assert due(_account(2 * late, late, late), tariff(TERMS, FEBRUARY)) == Due(290_000, 2, 79_000)
    assert due(_account(4 * _HOUR_MS, 4 * _HOUR_MS), tariff(TERMS, FEBRUARY)).late_outages == 0
    assert due(_account(3 * DAY_MS, *[late] * 18), tariff(TERMS, FEBRUARY)).credit == 290_000


def test_part_of_a_month_costs_its_part_of_the_fee() -> None:
    assert due(_account(0, elsewhere_ms=28 * DAY_MS), tariff(TERMS, FEBRUARY)).fee == 10_000


def test_a_camera_that_was_never_measured_owes_nothing() -> None:
    never = totalled({Counts.UNKNOWN: FEBRUARY.length_ms})
    assert due(never, tariff(TERMS, FEBRUARY)) == Due(290_000, 0, 0)


@given(st.integers(0, 10**15), st.integers(1, 10**12))
def test_halves_are_rounded_up(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    assert rounded(numerator, denominator) - Fraction(1, 2) <= exact
    assert exact < rounded(numerator, denominator) + Fraction(1, 2)


@given(st.integers(0, 29 * DAY_MS), st.integers(0, 2_000_000))
def test_the_credit_is_the_share_of_an_exact_comparison(offline_ms: int, below: int) -> None:
    step = CreditStep(Decimal(min(below, 1_000_000)) / 1_000_000, Decimal(1))
    found = due(_account(offline_ms), tariff(replace(TERMS, credit_steps=(step,)), FEBRUARY))
    missed = Fraction(FEBRUARY.length_ms - offline_ms, FEBRUARY.length_ms) < Fraction(step.below)
    assert found.credit == (290_000 if missed else 0)
