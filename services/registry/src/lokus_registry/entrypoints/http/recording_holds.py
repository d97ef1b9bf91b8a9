"""`/v1/recording-holds`: what of a camera's recordings stays beyond its retention, until it is lifted."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from lokus_proto.envelope import Token
from lokus_registry.application.recording_holds import HoldFilter, HoldWish, RecordingHolds
from lokus_registry.domain.recording_hold import RecordingHold
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_EDGE, ON_ONE, mark_created
from lokus_registry.entrypoints.http.asking import AnId, AskedBy, Key, Part
from lokus_registry.entrypoints.http.bodies import Body, Name, PageReply, Reply, page_reply
from lokus_registry.entrypoints.http.custody.bodies import Moment, Sentence


class HoldBody(Body):
    """Which time of which camera, and why."""

    camera: Token
    starts_at: Moment = Field(alias="from")
    ends_at: Moment | None = Field(
        default=None, alias="until", description="may lie ahead; left out: all from then on"
    )
    reason: Annotated[Sentence, Field(examples=["Laporan kehilangan kotak suara"])]
    case_reference: Annotated[Name, Field(examples=["LP/B/118/II/2026/SPKT"])] | None = Field(
        default=None, description="the letter's or the case's number"
    )

    def wish(self) -> HoldWish:
        """As the calls take it."""
        return HoldWish(self.camera, self.starts_at, self.ends_at, self.reason, self.case_reference)


class LiftBody(Body):
    """Why it need not be held any more."""

    reason: Sentence


class HoldReply(Reply):
    """A hold: who placed it, and who lifted it if it was."""

    id: str
    camera: str
    starts_at: datetime = Field(serialization_alias="from")
    ends_at: datetime | None = Field(serialization_alias="until")
    reason: str
    case_reference: str | None
    open: bool = Field(description="whether it holds")
    organisation: str = Field(description="for which it was placed")
    placed_by: str
    placed_at: datetime
    lifted_by: str | None
    lifted_organisation: str | None
    lifted_at: datetime | None
    lift_reason: str | None


async def _wanted(
    camera: AnId | None = None,
    open_: Annotated[
        bool | None, Query(alias="open", description="true: those that hold; false: those that were lifted")
    ] = None,
) -> HoldFilter:
    return HoldFilter(camera, open_)


def router(holds: RecordingHolds) -> APIRouter:
    """The routes of holds."""
    routes = APIRouter(prefix="/v1/recording-holds", tags=["recording-holds"], responses=ALWAYS)

    @routes.post(
        "",
        summary="Hold recordings, by the owner of the camera's site",
        description="The same again (camera, range, reason, case) answers 200 with the hold that stands.",
        responses=ON_EDGE | {201: {"description": "Held", "model": HoldReply}},
    )
    async def place(body: HoldBody, caller: AskedBy, response: Response) -> HoldReply:
        hold, created = await holds.place(caller, body.wish())
        mark_created(response, created=created)
        response.headers["Location"] = f"/v1/recording-holds/{hold.id}"
        return _reply(hold)

    @routes.get("", summary="Read a page of holds, in the order in which they were placed")
    async def page(
        caller: AskedBy, part: Part, wanted: Annotated[HoldFilter, Depends(_wanted)]
    ) -> PageReply[HoldReply]:
        return page_reply(await holds.page(caller, part, wanted), _reply)

    @routes.get("/{key}", summary="Read one", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy) -> HoldReply:
        return _reply(await holds.get(caller, key))

    @routes.post("/{key}/lift", summary="Let retention and the disk decide again", responses=ON_EDGE)
    async def lift(key: Key, body: LiftBody, caller: AskedBy) -> HoldReply:
        return _reply(await holds.lift(caller, key, body.reason))

    return routes


def _reply(hold: RecordingHold) -> HoldReply:
    return HoldReply.model_validate(hold)
