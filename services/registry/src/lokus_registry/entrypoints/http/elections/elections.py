"""`/v1/elections`."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response, status
from pydantic import Field, StringConstraints

from lokus_registry.application.elections.elections import Elections
from lokus_registry.domain.elections.election import (
    DUE_PATTERN,
    Election,
    ElectionKind,
    Milestone,
    due_on,
    is_relative,
)
from lokus_registry.entrypoints.http.answers import (
    ALWAYS,
    ON_ONE,
    ON_REMOVE,
    mark_created,
    mark_tag,
    put_answers,
)
from lokus_registry.entrypoints.http.asking import AskedBy, Granted, Key, Part
from lokus_registry.entrypoints.http.bodies import PRINTABLE, Body, Name, PageReply, Reply, page_reply
from lokus_registry.entrypoints.http.exact import Day

_Note = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, pattern=PRINTABLE)
]
_MOST_MILESTONES = 100


class MilestoneBody(Body):
    """What must be done by when."""

    name: Annotated[Name, Field(examples=["Logistics at every polling station"])]
    due_on: str = Field(
        pattern=DUE_PATTERN, description="a date, or H-1 for the day before the vote", examples=["H-1"]
    )
    note: _Note | None = None


class ElectionBody(Body):
    """One vote."""

    name: Annotated[Name, Field(examples=["Pemilu 2024"])]
    kind: ElectionKind
    voting_on: Day = Field(examples=["2024-02-14"])
    milestones: Sequence[MilestoneBody] = Field(default=(), max_length=_MOST_MILESTONES)

    def election(self, key: str) -> Election:
        """As the domain has it."""
        milestones = tuple(Milestone(each.name, each.due_on, each.note) for each in self.milestones)
        return Election(key, self.name, self.kind, self.voting_on, milestones)


class MilestoneReply(Reply):
    """What must be done by when; `given` is how that was said, where it was said from the vote."""

    name: str
    due_on: date
    given: str | None = Field(examples=["H-1"])
    note: str | None


class ElectionReply(Reply):
    """An election and its id."""

    id: str = Field(examples=["pemilu-2024"])
    name: str
    kind: ElectionKind
    voting_on: date
    milestones: Sequence[MilestoneReply]


def _reply(election: Election) -> ElectionReply:
    return ElectionReply(
        id=election.id,
        name=election.name,
        kind=election.kind,
        voting_on=election.voting_on,
        milestones=[_milestone(each, election.voting_on) for each in election.milestones],
    )


def _milestone(milestone: Milestone, voting_on: date) -> MilestoneReply:
    return MilestoneReply(
        name=milestone.name,
        due_on=due_on(milestone, voting_on),
        given=milestone.due if is_relative(milestone) else None,
        note=milestone.note,
    )


def router(elections: Elections) -> APIRouter:
    """The routes of elections."""
    routes = APIRouter(prefix="/v1/elections", tags=["elections"], responses=ALWAYS)

    @routes.put("/{key}", summary="Create or replace", responses=put_answers(ElectionReply))
    async def put(
        key: Key, body: ElectionBody, caller: AskedBy, granted: Granted, response: Response
    ) -> ElectionReply:
        election = body.election(key)
        mark_created(response, created=await elections.put(caller, election, granted))
        mark_tag(response, election)
        return _reply(election)

    @routes.get("/{key}", summary="Read one", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy, response: Response) -> ElectionReply:
        election = await elections.get(caller, key)
        mark_tag(response, election)
        return _reply(election)

    @routes.get("", summary="Read a page")
    async def page(caller: AskedBy, part: Part) -> PageReply[ElectionReply]:
        return page_reply(await elections.page(caller, part), _reply)

    @routes.delete("/{key}", summary="Remove", status_code=status.HTTP_204_NO_CONTENT, responses=ON_REMOVE)
    async def remove(key: Key, caller: AskedBy, granted: Granted) -> None:
        await elections.remove(caller, key, granted)

    return routes
