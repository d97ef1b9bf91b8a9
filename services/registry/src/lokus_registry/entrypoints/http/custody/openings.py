"""`/v1/openings`: a store that is opened, who approved it, who was there, and who says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from lokus_identity.caller import Caller
from lokus_proto.envelope import Token
from lokus_proto.subjects import TOKEN_PATTERN
from lokus_registry.application.collection import Precondition
from lokus_registry.application.custody.openings import OpeningDossier, OpeningFile, Openings
from lokus_registry.application.custody.ports import OpeningFilter, OpeningSummary
from lokus_registry.domain.custody.opening import Opening, OpeningAct, OpeningState, span_of
from lokus_registry.entrypoints.http.answers import (
    ALWAYS,
    ON_ONE,
    ON_TAGGED_EDGE,
    mark_created,
    mark_tag,
    put_answers,
)
from lokus_registry.entrypoints.http.asking import AskedBy, Granted, Key, Part
from lokus_registry.entrypoints.http.bodies import Body, PageReply, Reply, page_reply
from lokus_registry.entrypoints.http.custody.bodies import (
    Happened,
    Moment,
    Sentence,
    WatchReply,
    watch_reply,
)


class OpeningBody(Body):
    """A store that is to be opened, when, what for, and who may be there."""

    site: Token
    purpose: Annotated[Sentence, Field(examples=["Pengeluaran kotak suara Kecamatan Menteng"])]
    planned_from: Moment
    planned_to: Moment
    present: Sequence[Token] = Field(
        min_length=2,
        max_length=100,
        description="of /v1/people; at least two organisations, each by somebody whose `subject` is known",
    )

    def opening(self, key: str, caller: Caller) -> Opening:
        """As the domain has it, planned by the caller."""
        return Opening(
            id=key,
            site=self.site,
            purpose=self.purpose,
            planned_from=self.planned_from,
            planned_to=self.planned_to,
            present=tuple(self.present),
            planned_by=caller.subject,
        )


class OnTheSpotBody(Body):
    """That it happens now, or happened."""

    at: Happened = None


class ApproveBody(Body):
    """That the opening is approved, from now on."""

    reason: Sentence | None = None


class CancelBody(Body):
    """That it will not be."""

    reason: Sentence


class CorrectTimeBody(Body):
    """When it happened, told anew."""

    at: Moment
    reason: Sentence


class OpeningSummaryReply(Reply):
    """An opening as it was planned, and its state."""

    id: str
    site: str
    purpose: str
    planned_from: datetime
    planned_to: datetime
    planned_by: str
    present: Sequence[str]
    state: OpeningState


class OpeningRecordReply(Reply):
    """What somebody did: `at` is when it happened, `recorded_at` when it was told."""

    act: OpeningAct
    at: datetime
    recorded_at: datetime
    by: str
    organisation: str
    person: str | None
    reason: str | None


class OpeningReply(OpeningSummaryReply):
    """An opening and what has become of it."""

    approved: bool = Field(description="beforehand and for this time, or knowingly afterwards")
    witnessed: bool = Field(description="two witnesses of different organisations have confirmed")
    witnesses: Sequence[str] = Field(description="people who have confirmed while the store was open")
    opened_at: datetime | None
    closed_at: datetime | None
    legal: Sequence[OpeningAct] = Field(description="what may be done next")
    records: Sequence[OpeningRecordReply]


class OpeningDossierReply(OpeningReply):
    """The same, and where and when to look."""

    watch: WatchReply


def _summary(found: OpeningSummary) -> OpeningSummaryReply:
    return OpeningSummaryReply.model_validate(_planned(found.opening) | {"state": found.state})


def _planned(opening: Opening) -> dict[str, object]:
    names = OpeningSummaryReply.model_fields.keys() - {"state"}
    return {name: getattr(opening, name) for name in names}


def _members(file: OpeningFile) -> dict[str, object]:
    course = file.course
    return _planned(file.opening) | {
        "state": course.state,
        "approved": course.is_approved,
        "witnessed": course.is_witnessed,
        "witnesses": [each.person for each in course.witnesses],
        "opened_at": course.opened_at,
        "closed_at": course.closed_at,
        "legal": file.legal,
        "records": file.records,
    }


def _reply(file: OpeningFile) -> OpeningReply:
    return OpeningReply.model_validate(_members(file))


def _dossier(dossier: OpeningDossier) -> OpeningDossierReply:
    file = dossier.file
    span, actual = span_of(file.opening, file.course), file.course.opened_at is not None
    watch = watch_reply(file.opening.site, span, dossier.cameras, actual=actual)
    return OpeningDossierReply.model_validate(_members(file) | {"watch": watch})


async def _asked(
    site: Annotated[str | None, Query(pattern=TOKEN_PATTERN)] = None, state: OpeningState | None = None
) -> OpeningFilter:
    return OpeningFilter(site, state)


def router(openings: Openings) -> APIRouter:
    """The routes of openings."""
    routes = APIRouter(prefix="/v1/openings", tags=["openings"], responses=ALWAYS)

    @routes.put("/{key}", summary="Plan one, or plan it anew", responses=put_answers(OpeningReply))
    async def put(
        key: Key, body: OpeningBody, caller: AskedBy, granted: Granted, response: Response
    ) -> OpeningReply:
        file, created = await openings.put(caller, body.opening(key, caller), granted)
        mark_created(response, created=created)
        mark_tag(response, file.version)
        return _reply(file)

    @routes.get("/{key}", summary="Read one: its records, and where and when to look", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy, response: Response) -> OpeningDossierReply:
        dossier = await openings.get(caller, key)
        mark_tag(response, dossier.file.version)
        return _dossier(dossier)

    @routes.get("", summary="Read a page of those that concern you")
    async def page(
        caller: AskedBy, part: Part, which: Annotated[OpeningFilter, Depends(_asked)]
    ) -> PageReply[OpeningSummaryReply]:
        return page_reply(await openings.page(caller, part, which), _summary)

    routes.include_router(_acts(openings))
    return routes


@dataclass(frozen=True, slots=True)
class _Actor:
    """Who asks for an act on which opening, what they take for granted, and where the new tag is told."""

    openings: Openings
    caller: Caller
    key: str
    granted: Precondition
    response: Response

    async def act(
        self, act: OpeningAct, at: datetime | None = None, reason: str | None = None
    ) -> OpeningReply:
        file = await self.openings.act(self.caller, self.key, act, at, reason, self.granted)
        mark_tag(self.response, file.version)
        return _reply(file)


def _acts(openings: Openings) -> APIRouter:
    routes = APIRouter(prefix="/{key}", responses=ON_TAGGED_EDGE)

    async def asking(key: Key, caller: AskedBy, granted: Granted, response: Response) -> _Actor:
        return _Actor(openings, caller, key, granted, response)

    actor = Depends(asking)

    @routes.post("/approve", summary="Approve, as another person of the owner")
    async def approve(body: ApproveBody, who: _Actor = actor) -> OpeningReply:
        return await who.act(OpeningAct.APPROVE, None, body.reason)

    @routes.post("/open", summary="Tell that the store is opened")
    async def open_store(body: OnTheSpotBody, who: _Actor = actor) -> OpeningReply:
        return await who.act(OpeningAct.OPEN, body.at)

    @routes.post("/witness", summary="Confirm to be there, as yourself")
    async def witness(body: OnTheSpotBody, who: _Actor = actor) -> OpeningReply:
        return await who.act(OpeningAct.WITNESS, body.at)

    @routes.post("/close", summary="Tell that the store is closed")
    async def close(body: OnTheSpotBody, who: _Actor = actor) -> OpeningReply:
        return await who.act(OpeningAct.CLOSE, body.at)

    @routes.post("/cancel", summary="Cancel before the store is opened")
    async def cancel(body: CancelBody, who: _Actor = actor) -> OpeningReply:
        return await who.act(OpeningAct.CANCEL, None, body.reason)

    @routes.post("/correct-opening", summary="Tell anew when it was opened")
    async def correct_opening(body: CorrectTimeBody, who: _Actor = actor) -> OpeningReply:
        return await who.act(OpeningAct.CORRECT_OPENING, body.at, body.reason)

    @routes.post("/correct-closing", summary="Tell anew when it was closed")
    async def correct_closing(body: CorrectTimeBody, who: _Actor = actor) -> OpeningReply:
        return await who.act(OpeningAct.CORRECT_CLOSING, body.at, body.reason)

    return routes
