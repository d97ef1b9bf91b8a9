"""`/v1/cameras/{id}/placement`, and the picture that was reviewed for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from lokus_registry.application.life.placements import Placements, Review
from lokus_registry.domain.life.placement import Verdict
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_EDGE, ON_ONE
from lokus_registry.entrypoints.http.asking import AskedBy, Key
from lokus_registry.entrypoints.http.bodies import Body, Name, Reply
from lokus_registry.entrypoints.http.files import FILE_ANSWERS, FileReference, file_answer
from lokus_registry.entrypoints.http.life.steps import Reason


class SecrecyCheckBody(Body):
    """What you found in a picture of the camera, which was put as a file before."""

    snapshot: FileReference
    verdict: Verdict
    note: Reason | None = None


class PlacementBody(Body):
    """What the camera is aimed at, what it must not see, and whether it does."""

    aim: Annotated[Name, Field(examples=["the ballot boxes, from the door"])]
    must_not_see: Sequence[Name] = Field(
        default=(), max_length=20, examples=[["the voting booths", "marked ballots"]]
    )
    secrecy_check: SecrecyCheckBody | None = None


class SecrecyCheckReply(Reply):
    """A review, and who made it when."""

    snapshot: str
    verdict: Verdict
    note: str | None
    by: str
    organisation: str
    at: datetime


class PlacementReply(Reply):
    """A placement, and who wrote it when."""

    camera: str
    aim: str
    must_not_see: Sequence[str]
    secrecy_check: SecrecyCheckReply | None
    by: str
    at: datetime


def router(placements: Placements) -> APIRouter:
    """The routes of placements."""
    routes = APIRouter(prefix="/v1/cameras/{key}/placement", tags=["camera life"], responses=ALWAYS)

    @routes.put("", summary="Write its placement, by vendor or owner", responses=ON_EDGE)
    async def put(key: Key, body: PlacementBody, caller: AskedBy) -> PlacementReply:
        check = body.secrecy_check
        review = None if check is None else Review(check.snapshot, check.verdict, check.note)
        placement = await placements.put(caller, key, body.aim, tuple(body.must_not_see), review)
        return PlacementReply.model_validate(placement)

    @routes.get("", summary="Read its placement", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy) -> PlacementReply:
        return PlacementReply.model_validate(await placements.get(caller, key))

    @routes.get(
        "/snapshot",
        summary="Read the picture that was reviewed last",
        response_class=Response,
        responses=FILE_ANSWERS,
    )
    async def snapshot(key: Key, caller: AskedBy) -> Response:
        return file_answer(await placements.snapshot(caller, key))

    return routes
