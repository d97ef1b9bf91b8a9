from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from lokus_kit.errors import Conflict, Invalid
from lokus_registry.domain.contracts.contract import (
    Amendment,
    check_contract,
    check_not_signed,
    stay_of,
    terms_in,
)
from lokus_registry.domain.contracts.period import day_start
from unit.registry.domain.contracts.samples import CONTRACT, TERMS

_AT = datetime(2024, 1, 5, tzinfo=UTC)
_DEARER = replace(TERMS, monthly_fee_per_camera=300_000)
_DEAREST = replace(TERMS, monthly_fee_per_camera=310_000)
_LATER = (
    Amendment(date(2024, 9, 1), _DEAREST, "somebody@kpu", _AT),
    Amendment(date(2024, 6, 1), _DEARER, "somebody@kpu", _AT),
)


def test_a_month_has_the_terms_of_the_last_amendment_that_is_valid_by_then() -> None:
    fees = [
        terms_in(CONTRACT, _LATER, date(2024, month, 1)).monthly_fee_per_camera
        for month in (1, 5, 6, 8, 9, 12)
    ]
    assert fees == [290_000, 290_000, 300_000, 300_000, 310_000, 310_000]


def test_a_contract_has_two_parties_and_some_days() -> None:
    check_contract(CONTRACT)
    for wrong in (
        replace(CONTRACT, vendor="kpu"),
        replace(CONTRACT, ends_on=date(2023, 12, 31)),
        replace(CONTRACT, ends_on=date(2099, 12, 31)),
    ):
        with pytest.raises(Invalid):
            check_contract(wrong)


def test_a_stay_is_all_of_the_contract_unless_said_and_never_more() -> None:
    first, after = day_start(date(2024, 1, 1)), day_start(date(2025, 1, 1))
    whole = stay_of(CONTRACT, "c1", None, None)
    assert (whole.since, whole.until) == (first, after)
    second = timedelta(seconds=1)
    for since, until in ((first - second, None), (None, after + second), (after, None), (None, first)):
        with pytest.raises(Invalid):
            stay_of(CONTRACT, "c1", since, until)


def test_what_is_signed_is_not_reached_back_into() -> None:
    end = day_start(date(2024, 3, 1))
    check_not_signed("since", end, end)
    check_not_signed("since", end, None)
    with pytest.raises(Conflict, match="2024-03-01"):
        check_not_signed("since", end - timedelta(seconds=1), end)
