from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from lokus_kit.errors import Conflict, Forbidden, Invalid
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.dispute import Dispute, DisputeState, check_claim, decided
from lokus_registry.domain.contracts.period import moment
from lokus_registry.domain.policy.contracts import Side
from unit.registry.domain.contracts.samples import FEBRUARY, MONTH

_AT = moment(FEBRUARY.start_ms)
DISPUTE = Dispute(
    id="d1",
    statement="s1",
    camera="c1",
    starts_at=_AT,
    ends_at=_AT + timedelta(hours=1),
    claim="it did",
    counts_as=Counts.DELIVERING,
    evidence=(),
    state=DisputeState.OPENED,
    side=Side.VENDOR,
    opened_by="tech",
    opened_at=_AT,
)


def test_only_legal_edges_are_taken_each_by_the_side_whose_it_is() -> None:
    taken = set()
    for state, to, side in product(DisputeState, DisputeState, Side):
        try:
            after = decided(replace(DISPUTE, state=state), to, side, "somebody", _AT, "word")
        except (Conflict, Forbidden):
            continue
        assert (after.state, after.answered_by, after.answer) == (to, "somebody", "word")
        taken.add((state.value, to.value, side.value))
    assert taken == {
        ("opened", "answered", "buyer"),
        ("opened", "upheld", "buyer"),
        ("opened", "rejected", "buyer"),
        ("opened", "withdrawn", "vendor"),
        ("answered", "upheld", "buyer"),
        ("answered", "rejected", "buyer"),
        ("answered", "withdrawn", "vendor"),
    }


def test_the_answer_stays_when_the_decision_says_nothing() -> None:
    answered = decided(DISPUTE, DisputeState.ANSWERED, Side.BUYER, "a", _AT, "we look")
    assert decided(answered, DisputeState.UPHELD, Side.BUYER, "a", _AT, None).answer == "we look"


def test_a_claim_is_of_its_month_and_of_what_can_be_claimed() -> None:
    check_claim(DISPUTE, MONTH)
    for wrong in (
        replace(DISPUTE, starts_at=_AT - timedelta(seconds=1)),
        replace(DISPUTE, ends_at=_AT),
        replace(DISPUTE, ends_at=moment(FEBRUARY.end_ms + 1)),
        replace(DISPUTE, counts_as=Counts.OFF_HOURS),
    ):
        with pytest.raises(Invalid):
            check_claim(wrong, MONTH)
