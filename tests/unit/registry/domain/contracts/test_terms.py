from dataclasses import replace
from decimal import Decimal

import pytest

from lokus_kit.errors import Invalid
from lokus_registry.domain.contracts.service_hours import ServiceHours, Weekday
from lokus_registry.domain.contracts.terms import CreditStep, check_terms, millionths
from unit.registry.domain.contracts.samples import TERMS


def test_shares_are_exact_to_the_sixth_place() -> None:
    assert millionths(Decimal("0.999999")) == 999_999
    assert millionths(Decimal(str(0.995))) == 995_000


def test_terms_that_make_sense_pass() -> None:
    check_terms(TERMS)
    check_terms(replace(TERMS, credit_steps=()))


def test_steps_stand_from_the_lowest_to_the_highest_and_a_worse_one_credits_no_less() -> None:
    low, high = CreditStep(Decimal("0.9"), Decimal("0.5")), CreditStep(Decimal("0.99"), Decimal("0.1"))
    for steps in ((high, low), (low, low), (replace(low, share=Decimal("0.05")), high)):
        with pytest.raises(Invalid, match="credit_steps"):
            check_terms(replace(TERMS, credit_steps=steps))


def test_service_hours_are_looked_at() -> None:
    with pytest.raises(Invalid, match="service_hours"):
        check_terms(replace(TERMS, service_hours=(ServiceHours((Weekday.MONDAY,), "07:00", "07:00"),)))
