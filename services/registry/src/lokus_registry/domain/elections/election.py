"""An election: what it is, when people vote, and what must be done by when.

A milestone is due on a day, or some days before the vote as the law and every plan say it: `H-1` is
the day before (*hari H*, the day itself), `H+3` the third day after. What is given so moves with the vote.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from lokus_kit.errors import Invalid

DUE_PATTERN: Final = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}|H([+-][0-9]{1,3})?)$"
FIRST_YEAR: Final = 1945
LAST_YEAR: Final = 2200


class ElectionKind(StrEnum):
    """What is voted on."""

    GENERAL = "general"
    """Pemilu."""
    RUNOFF = "runoff"
    """Putaran kedua."""
    REGIONAL = "regional"
    """Pilkada."""
    REVOTE = "revote"
    """Pemungutan suara ulang or susulan."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something to be done; `due` is a date (`2024-02-13`) or its distance from the vote (`H-1`)."""

    name: str
    due: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Election:
    """One vote."""

    id: str
    name: str
    kind: ElectionKind
    voting_on: date
    milestones: tuple[Milestone, ...] = ()


def due_on(milestone: Milestone, voting_on: date) -> date:
    """The day by which it must be done."""
    if is_relative(milestone):
        return voting_on + timedelta(days=int(milestone.due.removeprefix("H") or 0))
    return date.fromisoformat(milestone.due)


def is_relative(milestone: Milestone) -> bool:
    """Tell whether it is given by its distance from the vote."""
    return milestone.due.startswith("H")


def check_election(election: Election) -> None:
    """Invalid unless its days can be and its milestones have names of their own."""
    if not FIRST_YEAR <= election.voting_on.year <= LAST_YEAR:
        raise Invalid(f"voting_on: a year from {FIRST_YEAR} to {LAST_YEAR}", reason="voting-day")
    _check_names([milestone.name for milestone in election.milestones])
    for number, milestone in enumerate(election.milestones):
        _check_due(milestone, f"milestones[{number}].due_on")


def _check_names(names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Invalid(f"milestones: more than one is called {' or '.join(twice)}", reason="milestone")


def _check_due(milestone: Milestone, place: str) -> None:
    if not re.match(DUE_PATTERN, milestone.due):
        raise Invalid(f"{place}: a date such as 2024-02-13, or H-1 for the day before the vote", reason="due")
    try:
        due_on(milestone, date(FIRST_YEAR, 1, 1))
    except ValueError as error:
        raise Invalid(f"{place}: there is no day {milestone.due}", reason="due") from error
