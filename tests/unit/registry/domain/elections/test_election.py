from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.errors import Invalid
from lokus_registry.domain.elections.election import (
    FIRST_YEAR,
    LAST_YEAR,
    Election,
    ElectionKind,
    Milestone,
    check_election,
    due_on,
)

_VOTE = date(2024, 2, 14)
_PEMILU = Election("pemilu-2024", "Pemilu 2024", ElectionKind.GENERAL, _VOTE)


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ("H-1", date(2024, 2, 13)),
        ("H", _VOTE),
        ("H+3", date(2024, 2, 17)),
        ("H-45", date(2023, 12, 31)),
        ("2024-02-01", date(2024, 2, 1)),
    ],
)
def test_a_milestone_is_due_on_a_date_or_some_days_from_the_vote(due: str, day: date) -> None:
    assert due_on(Milestone("Logistics", due), _VOTE) == day


@given(st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)), st.integers(-999, 999))
def test_a_milestone_given_from_the_vote_moves_with_it(voting_on: date, days: int) -> None:
    milestone = Milestone("Logistics", f"H{days:+d}")
    check_election(replace(_PEMILU, voting_on=voting_on, milestones=(milestone,)))
    assert (due_on(milestone, voting_on) - voting_on).days == days


@pytest.mark.parametrize(
    ("due", "told"),
    [("H-1000", "such as"), ("tomorrow", "such as"), ("2024-02-30", "no day 2024-02-30"), ("H1", "such as")],
)
def test_a_day_that_cannot_be_is_refused_with_its_place(due: str, told: str) -> None:
    milestones = (Milestone("First", "H-7"), Milestone("Second", due))
    with pytest.raises(Invalid, match=rf"milestones\[1\].*{told}"):
        check_election(replace(_PEMILU, milestones=milestones))


def test_milestones_have_names_of_their_own() -> None:
    with pytest.raises(Invalid, match="more than one is called Logistics"):
        check_election(
            replace(_PEMILU, milestones=(Milestone("Logistics", "H-1"), Milestone("Logistics", "H")))
        )


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1])
def test_a_vote_of_another_age_is_refused(year: int) -> None:
    with pytest.raises(Invalid, match="voting_on"):
        check_election(replace(_PEMILU, voting_on=date(year, 1, 1)))
