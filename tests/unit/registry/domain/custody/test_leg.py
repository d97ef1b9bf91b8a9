from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.errors import Conflict, Invalid, LokusError
from lokus_registry.domain.custody.leg import LEGAL, Act, Custody, LegRecord, LegState, Side, after, fold
from unit.registry.domain.custody.material import HOUR, NOON, arrived, departed, record

_RECORDS = st.lists(
    st.builds(
        record,
        st.sampled_from(Act),
        st.sampled_from([NOON, NOON + HOUR]),
        st.sampled_from(Side),
        by=st.sampled_from(["siti", "budi"]),
        sent=st.just({"kotak": 1}),
    ),
    max_size=12,
)
_TO_BE_CONFIRMED = (departed(12), arrived(11, 1), record(Act.ATTACH_RECEIPT))
_BOTH = (record(Act.CONFIRM, side=Side.SENDER), record(Act.CONFIRM, side=Side.RECEIVER))


def _kept(records: list[LegRecord]) -> tuple[list[LegRecord], Custody]:
    kept: list[LegRecord] = []
    custody = Custody()
    for each in records:
        try:
            custody = after(custody, each)
        except LokusError:
            continue
        kept.append(each)
    return kept, custody


@given(_RECORDS)
def test_whatever_is_told_only_legal_edges_are_taken(records: list[LegRecord]) -> None:
    custody = Custody()
    for each in records:
        before = custody
        try:
            custody = after(before, each)
        except LokusError:
            continue
        assert each.act in LEGAL[before.state]
        assert custody.records == before.records + 1
    assert fold(_kept(records)[0]) == custody


@given(_RECORDS)
def test_whatever_is_told_the_custody_is_consistent(records: list[LegRecord]) -> None:
    _, custody = _kept(records)
    assert (custody.departed_at is None) == (custody.state is LegState.PLANNED)
    assert custody.has_arrived == (custody.state in {LegState.ARRIVED, LegState.CLOSED})
    if custody.arrived_at is not None and custody.departed_at is not None:
        assert custody.departed_at <= custody.arrived_at
    if custody.state is LegState.CLOSED:
        assert {each.side for each in custody.confirmed} == set(Side)
        assert len({each.by for each in custody.confirmed}) == 2
        assert custody.receipts


@given(_RECORDS, st.sampled_from(Act))
def test_what_is_not_legal_is_refused_with_what_is(records: list[LegRecord], act: Act) -> None:
    _, custody = _kept(records)
    if act not in LEGAL[custody.state]:
        with pytest.raises(Conflict) as refused:
            after(custody, record(act))
        assert refused.value.extra == {"legal": sorted(LEGAL[custody.state])}


def test_a_leg_is_closed_when_both_sides_have_confirmed() -> None:
    custody = fold([*_TO_BE_CONFIRMED, _BOTH[0]])
    assert custody.state is LegState.ARRIVED
    assert after(custody, _BOTH[1]).state is LegState.CLOSED


def test_nothing_is_confirmed_without_a_receipt_twice_or_by_one_person_for_both() -> None:
    with pytest.raises(Conflict, match="receipt"):
        fold([departed(12), arrived(12), _BOTH[0]])
    with pytest.raises(Conflict, match="sender has confirmed already"):
        fold([*_TO_BE_CONFIRMED, _BOTH[0], _BOTH[0]])
    with pytest.raises(Conflict, match="takes two people"):
        fold([*_TO_BE_CONFIRMED, _BOTH[0], replace(_BOTH[1], by=_BOTH[0].by)])


@pytest.mark.parametrize("act", [Act.CORRECT_DEPARTURE, Act.CORRECT_ARRIVAL])
def test_what_is_corrected_is_to_be_confirmed_again(act: Act) -> None:
    closed = fold([*_TO_BE_CONFIRMED, *_BOTH])
    custody = after(closed, record(act, sent={"kotak": 11}, received={"kotak": 12}))
    assert (custody.state, custody.confirmed) == (LegState.ARRIVED, ())
    assert fold([*_TO_BE_CONFIRMED, *_BOTH, record(act), *_BOTH]).state is LegState.CLOSED


def test_differences_are_known_once_both_sides_have_counted() -> None:
    assert fold([departed(12)]).differences == ()
    assert fold([departed(12), arrived(11, 1)]).differences == ()
    assert [each.found for each in fold([departed(12), arrived(10, 1)]).differences] == [10]


def test_nothing_arrives_before_it_departs() -> None:
    with pytest.raises(Invalid, match="before it departs"):
        fold([departed(12), arrived(12, at=NOON - HOUR)])
    with pytest.raises(Invalid, match="before it departs"):
        fold([departed(12), arrived(12), record(Act.CORRECT_DEPARTURE, NOON + HOUR)])
