from dataclasses import replace
from datetime import date, timedelta

import pytest

from lokus_kit.errors import Conflict, Invalid
from lokus_registry.domain.contracts.period import moment
from lokus_registry.domain.contracts.statement import (
    SETTLED_AFTER,
    Statement,
    StatementState,
    check_month_of,
    is_settled,
    signed,
)
from lokus_registry.domain.policy.contracts import Side
from unit.registry.domain.contracts.samples import CONTRACT, FEBRUARY, MONTH

_AFTER = moment(FEBRUARY.end_ms)
DRAFT = Statement(
    id="s1",
    contract="k1",
    month=MONTH,
    revision=1,
    preview=False,
    state=StatementState.DRAFT,
    requested_by="somebody",
    requested_at=_AFTER,
    digest="d" * 64,
)


def test_the_second_signature_makes_it_signed_and_again_is_the_same() -> None:
    once = signed(DRAFT, Side.VENDOR, DRAFT.digest or "", "tech", _AFTER)
    assert (once.state, once.vendor_signed_by) == (StatementState.DRAFT, "tech")
    assert signed(once, Side.VENDOR, DRAFT.digest or "", "other", _AFTER) == once
    both = signed(once, Side.BUYER, DRAFT.digest or "", "admin", _AFTER)
    assert (both.state, both.buyer_signed_at) == (StatementState.SIGNED, _AFTER)
    assert signed(both, Side.BUYER, DRAFT.digest or "", "admin", _AFTER) == both


def test_only_a_draft_is_signed_and_only_as_it_was_read() -> None:
    for state in set(StatementState) - {StatementState.DRAFT}:
        with pytest.raises(Conflict):
            signed(replace(DRAFT, state=state), Side.BUYER, DRAFT.digest or "", "admin", _AFTER)
    stale = replace(DRAFT, state=StatementState.SUPERSEDED, buyer_signed_by="admin", buyer_signed_at=_AFTER)
    with pytest.raises(Conflict, match="newest revision"):
        signed(stale, Side.BUYER, DRAFT.digest or "", "admin", _AFTER)
    with pytest.raises(Conflict, match="digest"):
        signed(DRAFT, Side.BUYER, "e" * 64, "admin", _AFTER)


def test_a_month_is_settled_once_no_report_of_it_can_still_come() -> None:
    assert is_settled(MONTH, _AFTER + SETTLED_AFTER)
    assert not is_settled(MONTH, _AFTER + SETTLED_AFTER - timedelta(seconds=1))
    with pytest.raises(Invalid, match="begun"):
        is_settled(MONTH, moment(FEBRUARY.start_ms - 1))


def test_a_contract_has_statements_of_its_own_months_alone() -> None:
    check_month_of(CONTRACT, date(2024, 12, 1))
    for month in (date(2023, 12, 1), date(2025, 1, 1)):
        with pytest.raises(Invalid):
            check_month_of(CONTRACT, month)
