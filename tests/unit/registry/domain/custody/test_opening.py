from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.errors import Conflict, Invalid, LokusError
from lokus_registry.domain.custody.moment import Span
from lokus_registry.domain.custody.opening import (
    LONGEST_PLAN,
    WITNESS_GRACE,
    Course,
    Opening,
    OpeningAct,
    OpeningRecord,
    OpeningState,
    after_act,
    check_opening,
    fold_opening,
    legal_acts,
    opening_causes,
    span_of,
)
from unit.registry.domain.custody.material import HOUR, NOON

_MINUTE = timedelta(minutes=1)
_OPENING = Opening("o1", "gudang", "kotak", NOON, NOON + HOUR, ("siti", "budi"), planned_by="siti@kpu")


def _record(act: OpeningAct, at: datetime = NOON, told: datetime | None = None, **more: str) -> OpeningRecord:
    members = {"by": "siti@kpu", "organisation": "kpu"} | more
    return OpeningRecord(act=act, at=at, recorded_at=told or at, **members)


def _witness(person: str, organisation: str, at: datetime = NOON) -> OpeningRecord:
    return _record(OpeningAct.WITNESS, at, person=person, organisation=organisation)


_APPROVED = _record(OpeningAct.APPROVE, NOON - HOUR)
_OPENED = _record(OpeningAct.OPEN)
_CLOSED = _record(OpeningAct.CLOSE, NOON + HOUR)
_TWO = (_witness("budi", "bawaslu"), _witness("joko", "polda"))
_RECORDS = st.lists(
    st.builds(
        _record,
        st.sampled_from(OpeningAct),
        st.sampled_from([NOON - HOUR, NOON, NOON + HOUR]),
        person=st.sampled_from(["budi", "joko", "wati"]),
        organisation=st.sampled_from(["kpu", "bawaslu"]),
    ),
    max_size=12,
)


def _course(*records: OpeningRecord) -> Course:
    return fold_opening(_OPENING, records)


def _wrong(now: datetime, *records: OpeningRecord) -> set[str]:
    return {cause.key for cause in opening_causes(_OPENING, _course(*records), frozenset({"kpu"}), now)}


def _taken(records: Iterable[OpeningRecord]) -> tuple[Course, list[OpeningRecord]]:
    course, kept = Course(), []
    for each in records:
        legal = legal_acts(course)
        try:
            course = after_act(_OPENING, course, each)
        except LokusError:
            continue
        assert each.act in legal
        kept.append(each)
    return course, kept


@given(_RECORDS)
def test_whatever_is_told_only_legal_edges_are_taken(records: list[OpeningRecord]) -> None:
    course, kept = _taken(records)
    assert fold_opening(_OPENING, kept) == course
    assert course.records == len(kept)


@given(_RECORDS)
def test_whatever_is_told_the_course_is_consistent(records: list[OpeningRecord]) -> None:
    course, _ = _taken(records)
    assert (course.opened_at is not None) == (course.state in {OpeningState.OPEN, OpeningState.CLOSED})
    assert (course.closed_at is not None) == (course.state is OpeningState.CLOSED)
    if course.opened_at is not None and course.closed_at is not None:
        assert course.opened_at <= course.closed_at
    assert len({each.person for each in course.confirmations}) == len(course.confirmations)


@given(_RECORDS)
def test_two_people_of_two_organisations_are_enough_and_nothing_less(records: list[OpeningRecord]) -> None:
    course, _ = _taken(records)
    pairs = {(each.person, each.organisation) for each in course.witnesses}
    enough = any(a != b and x != y for a, x in pairs for b, y in pairs)
    assert course.is_witnessed == enough


@given(_RECORDS, st.sampled_from(OpeningAct))
def test_what_is_not_legal_is_refused_with_what_is(records: list[OpeningRecord], act: OpeningAct) -> None:
    course, _ = _taken(records)
    legal = legal_acts(course)
    if act not in legal:
        with pytest.raises(Conflict) as refused:
            after_act(_OPENING, course, _record(act))
        assert refused.value.extra == {"legal": legal}


def test_an_approved_and_witnessed_opening_is_nothing_to_warn_of() -> None:
    whole = (_APPROVED, _OPENED, *_TWO, _CLOSED)
    assert _wrong(NOON + 9 * HOUR, *whole) == set()
    assert _course(*whole).state is OpeningState.CLOSED
    assert _wrong(NOON + 9 * HOUR, _APPROVED) == set()


def test_witnesses_have_some_minutes_and_until_it_is_closed_at_most() -> None:
    assert _wrong(NOON + WITNESS_GRACE, _APPROVED, _OPENED) == set()
    assert _wrong(NOON + WITNESS_GRACE + _MINUTE, _APPROVED, _OPENED) == {"witnesses"}
    closed = replace(_CLOSED, at=NOON + _MINUTE)
    assert _wrong(NOON + _MINUTE, _APPROVED, _OPENED, closed) == {"witnesses"}
    assert _wrong(NOON + HOUR, _APPROVED, _OPENED, *_TWO) == set()


def test_colleagues_alone_are_no_witnesses() -> None:
    assert not _course(_OPENED, _witness("wati", "kpu"), _witness("rina", "kpu")).is_witnessed
    assert _course(_OPENED, _witness("wati", "kpu"), _witness("budi", "bawaslu")).is_witnessed


def test_who_was_not_there_while_it_was_open_is_no_witness() -> None:
    with pytest.raises(Invalid, match="not open"):
        _course(_OPENED, _witness("budi", "bawaslu", NOON - _MINUTE))
    with pytest.raises(Invalid, match="not open"):
        _course(_OPENED, _CLOSED, _witness("budi", "bawaslu", NOON + 2 * HOUR))
    with pytest.raises(Conflict, match="confirmed already"):
        _course(_OPENED, _TWO[0], _TWO[0])
    late = _record(OpeningAct.CORRECT_OPENING, NOON + _MINUTE)
    opened = replace(_OPENED, recorded_at=NOON + _MINUTE)
    assert not _course(opened, *_TWO, late).is_witnessed


@pytest.mark.parametrize(
    ("opened_at", "told_at", "approved_at"),
    [
        pytest.param(NOON, NOON, None, id="never approved"),
        pytest.param(NOON - _MINUTE, NOON - _MINUTE, NOON - HOUR, id="before the planned time"),
        pytest.param(NOON + 2 * HOUR, NOON + 2 * HOUR, NOON - HOUR, id="behind the planned time"),
        pytest.param(NOON, NOON + 2 * _MINUTE, NOON + _MINUTE, id="approved before it was known"),
    ],
)
def test_what_was_opened_otherwise_than_approved_waits_for_a_knowing_approval(
    opened_at: datetime, told_at: datetime, approved_at: datetime | None
) -> None:
    approved = [_record(OpeningAct.APPROVE, approved_at)] if approved_at else []
    told = [*approved, _record(OpeningAct.OPEN, opened_at, told_at)]
    assert "approval" in _wrong(told_at, *told)
    assert OpeningAct.APPROVE in legal_acts(_course(*told))
    knowing = _record(OpeningAct.APPROVE, told_at + _MINUTE)
    assert "approval" not in _wrong(told_at, *told, knowing)
    assert _course(*told, knowing).is_approved
    assert OpeningAct.APPROVE not in legal_acts(_course(*told, knowing))


_EARLY = replace(_OPENED, at=NOON - _MINUTE, recorded_at=NOON + HOUR)
"""Opened before the planned time."""
_CORRECTIONS = st.lists(
    st.builds(
        _record,
        st.sampled_from([OpeningAct.CORRECT_OPENING, OpeningAct.CORRECT_CLOSING, OpeningAct.CLOSE]),
        st.integers(-90, 60).map(lambda minutes: NOON + minutes * _MINUTE),
        told=st.just(NOON + HOUR),
        by=st.sampled_from(["siti@kpu", "wati@kpu", "rina@kpu"]),
    ),
    max_size=6,
)


@given(st.sampled_from([[], [_APPROVED]]), _CORRECTIONS)
def test_no_correction_stands_for_the_approval_that_was_wanting(
    before: list[OpeningRecord], corrections: list[OpeningRecord]
) -> None:
    course, kept = _taken([*before, _EARLY, *corrections])
    assert not course.is_approved
    assert "approval" in _wrong(NOON + HOUR, *kept)
    knowing = after_act(_OPENING, course, _record(OpeningAct.APPROVE, NOON + 2 * HOUR))
    assert knowing.is_approved


@given(_CORRECTIONS)
def test_a_corrected_time_is_approved_if_the_plan_covers_all_that_was_told(
    corrections: list[OpeningRecord],
) -> None:
    course, kept = _taken([_APPROVED, replace(_OPENED, recorded_at=NOON + HOUR), *corrections])
    times = [each.at for each in kept if each.act in {OpeningAct.OPEN, OpeningAct.CORRECT_OPENING}]
    assert course.is_approved == all(NOON <= each <= NOON + HOUR for each in times)


def test_a_correction_behind_a_knowing_approval_is_approved_anew() -> None:
    knowing = _record(OpeningAct.APPROVE, NOON + HOUR)
    earlier = _record(OpeningAct.CORRECT_OPENING, NOON - HOUR, NOON + HOUR)
    corrected = _course(_OPENED, knowing, earlier)
    assert not corrected.is_approved
    assert OpeningAct.APPROVE in legal_acts(corrected)


@given(st.integers(-60, 60))
def test_a_store_was_not_opened_later_than_it_was_first_told(minutes: int) -> None:
    told = replace(_OPENED, recorded_at=NOON + 10 * _MINUTE)
    at = NOON + minutes * _MINUTE
    correction = _record(OpeningAct.CORRECT_OPENING, at, NOON + HOUR)
    if at <= told.recorded_at:
        assert _course(told, correction).opened_at == at
    else:
        with pytest.raises(Invalid, match="was told as opened at"):
            _course(told, correction)


def test_times_are_in_order() -> None:
    with pytest.raises(Invalid, match="before it opens"):
        _course(_OPENED, replace(_CLOSED, at=NOON - _MINUTE))
    with pytest.raises(Invalid, match="before it opens"):
        _course(
            replace(_OPENED, recorded_at=NOON + 3 * HOUR),
            _CLOSED,
            _record(OpeningAct.CORRECT_OPENING, NOON + 2 * HOUR),
        )
    corrected = _course(_OPENED, _CLOSED, _record(OpeningAct.CORRECT_CLOSING, NOON + _MINUTE))
    assert corrected.closed_at == NOON + _MINUTE


def test_what_is_cancelled_stays_so() -> None:
    cancelled = _course(_APPROVED, _record(OpeningAct.CANCEL))
    assert legal_acts(cancelled) == []
    with pytest.raises(Conflict, match="nothing more"):
        after_act(_OPENING, cancelled, _OPENED)


def test_a_plan_that_cannot_be_is_refused() -> None:
    check_opening(_OPENING)
    with pytest.raises(Invalid, match="planned_to"):
        check_opening(replace(_OPENING, planned_to=NOON))
    check_opening(replace(_OPENING, planned_to=NOON + LONGEST_PLAN))
    with pytest.raises(Invalid, match="24 hours"):
        check_opening(replace(_OPENING, planned_to=NOON + LONGEST_PLAN + _MINUTE))
    with pytest.raises(Invalid, match="everybody once"):
        check_opening(replace(_OPENING, present=("siti", "siti")))


def test_one_looks_around_the_time_in_which_it_was_open() -> None:
    half = 30 * _MINUTE
    assert span_of(_OPENING, _course()) == Span(NOON - half, NOON + HOUR + half)
    late = _record(OpeningAct.OPEN, NOON + 2 * HOUR)
    assert span_of(_OPENING, _course(late)) == Span(NOON + 2 * HOUR - half, NOON + 2 * HOUR + half)
    closed = _course(_OPENED, replace(_CLOSED, at=NOON + _MINUTE))
    assert span_of(_OPENING, closed) == Span(NOON - half, NOON + _MINUTE + half)
