"""`/v1/cameras/{camera}/late-footage/from-card`: what a camera kept on its own card, fetched by ingest."""

from typing import Annotated

from fastapi import APIRouter, Path, Response, status
from pydantic import AwareDatetime, Field

from lokus_proto.subjects import TOKEN_PATTERN
from lokus_registry.application.late_footage.card_footage import CardFootages
from lokus_registry.domain.card_footage import CardClaim
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_EDGE
from lokus_registry.entrypoints.http.asking import AskedBy
from lokus_registry.entrypoints.http.bodies import Body
from lokus_registry.entrypoints.http.late_footage import LateFootageReply, reply

_Camera = Annotated[str, Path(pattern=TOKEN_PATTERN)]


class CardBody(Body):
    """From when until when, by the right time: what the camera's clock is wrong by is found out."""

    start: AwareDatetime = Field(alias="from", description="RFC 3339", examples=["2026-02-14T07:00:00+07:00"])
    until: AwareDatetime = Field(description="at most 24 hours later", examples=["2026-02-14T07:42:00+07:00"])


def router(footages: CardFootages) -> APIRouter:
    """The route of footage on cards."""
    routes = APIRouter(prefix="/v1/cameras/{camera}/late-footage", tags=["late footage"], responses=ALWAYS)

    @routes.post(
        "/from-card",
        summary="Have a range fetched from the camera's own card, by vendor or owner",
        status_code=status.HTTP_202_ACCEPTED,
        responses={200: {"description": "It was asked for before", "model": LateFootageReply}, **ON_EDGE},
    )
    async def order(camera: _Camera, body: CardBody, caller: AskedBy, response: Response) -> LateFootageReply:
        state, new = await footages.order(caller, camera, CardClaim(body.start, body.until))
        response.status_code = status.HTTP_202_ACCEPTED if new else status.HTTP_200_OK
        response.headers["Location"] = f"/v1/cameras/{camera}/late-footage/{state.footage}"
        return reply(state)

    return routes
