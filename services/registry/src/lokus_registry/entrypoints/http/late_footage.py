"""`/v1/cameras/{camera}/late-footage`: files recorded while the line was away, sent in afterwards.

The body is the file itself. It is read as it comes, no faster than the bus takes it.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response, status
from pydantic import AwareDatetime, Field
from starlette.requests import ClientDisconnect

from lokus_kit.errors import BadInput
from lokus_proto.subjects import TOKEN_PATTERN, StreamName
from lokus_proto.v1.late_footage import LateFootageState, LatePhase, LateRefusal
from lokus_registry.application.late_footage.late_footage import LateFootages
from lokus_registry.domain.file import SHA256_PATTERN
from lokus_registry.domain.late_footage import LateClaim
from lokus_registry.entrypoints.http.answers import ALWAYS, ON_EDGE, ON_ONE
from lokus_registry.entrypoints.http.asking import AskedBy
from lokus_registry.entrypoints.http.bodies import PRINTABLE, Reply

_DAY_MILLISECONDS: Final = 24 * 3600 * 1000
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_RAW_BODY: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {"application/octet-stream": _BINARY, "video/mp4": _BINARY}}
}
_Camera = Annotated[str, Path(pattern=TOKEN_PATTERN)]
_Footage = Annotated[str, Path(pattern=TOKEN_PATTERN)]
_StartsAt = Annotated[
    AwareDatetime,
    Query(description="time of the first picture, by the clock that the footage was made with; RFC 3339"),
]
_Sha256 = Annotated[
    str, Query(pattern=SHA256_PATTERN, description="of the file, lower-case hex; it is checked")
]
_Offset = Annotated[
    int,
    Query(
        ge=-366 * _DAY_MILLISECONDS,
        le=366 * _DAY_MILLISECONDS,
        description="added to that clock: what it lagged behind, or less than 0 if it was ahead",
    ),
]
_Rate = Annotated[
    float | None,
    Query(gt=0, le=240, allow_inf_nan=False, description="of raw H.264 or H.265, which says no times"),
]
_Name = Annotated[str, Query(max_length=200, pattern=PRINTABLE, description="what you call the file")]


class CardRange(Reply):
    """A range of time of a card."""

    start: datetime = Field(serialization_alias="from")
    until: datetime


class LateFootageReply(Reply):
    """How far late footage has come: `received`, `reading`, `stored`, or `refused` with the reason."""

    id: str
    camera: str
    stream: StreamName
    phase: LatePhase
    at: datetime
    by: str
    organisation: str | None
    received_at: datetime
    name: str | None
    size_bytes: int | None
    sha256: str | None
    starts_at: datetime | None
    card: CardRange | None = Field(description="what was asked for, if it is from the camera's own card")
    clock_offset_milliseconds: int = Field(description="added to the times that the footage came with")
    clock_read: bool = Field(description="the offset is that of the camera's clock, as ingest read it")
    done_percent: int
    segments: int = Field(description="stored by now")
    frames: int
    stored_from: datetime | None
    stored_until: datetime | None
    left_out: int = Field(description="pictures that are too old, or have no key frame before them")
    refusal: LateRefusal | None
    detail: str | None = Field(
        description="why it was refused, where, and how to mend it; or what of it is lacking, and why"
    )


class LateFootageList(Reply):
    """Of the last 14 days, what came last first."""

    items: Sequence[LateFootageReply]


def reply(state: LateFootageState) -> LateFootageReply:
    """What is told of some late footage."""
    origin, file = state.origin, state.file
    same = state.model_dump(include=set(LateFootageReply.model_fields) - {"size_bytes"})
    return LateFootageReply(
        **same,
        id=state.footage,
        by=origin.by,
        organisation=origin.organisation,
        received_at=origin.received_at,
        name=file and file.name,
        size_bytes=file and file.size_bytes,
        sha256=origin.sha256,
        starts_at=file and file.starts_at,
        clock_offset_milliseconds=origin.clock_offset_milliseconds,
        clock_read=origin.clock_read,
    )


def router(footages: LateFootages) -> APIRouter:
    """The routes of late footage."""
    routes = APIRouter(prefix="/v1/cameras/{camera}/late-footage", tags=["late footage"], responses=ALWAYS)

    @routes.post(
        "",
        summary="Send a file that was recorded while the line was away, by vendor or owner",
        status_code=status.HTTP_202_ACCEPTED,
        openapi_extra=_RAW_BODY,
        responses={200: {"description": "The same was sent before", "model": LateFootageReply}, **ON_EDGE},
    )
    async def bring(
        camera: _Camera,
        request: Request,
        caller: AskedBy,
        response: Response,
        starts_at: _StartsAt,
        sha256: _Sha256,
        clock_offset_milliseconds: _Offset = 0,
        frames_per_second: _Rate = None,
        name: _Name = "",
    ) -> LateFootageReply:
        claim = LateClaim(name, starts_at, sha256, clock_offset_milliseconds, frames_per_second)
        state, new = await footages.bring(caller, camera, claim, _content(request))
        response.status_code = status.HTTP_202_ACCEPTED if new else status.HTTP_200_OK
        response.headers["Location"] = f"/v1/cameras/{camera}/late-footage/{state.footage}"
        return reply(state)

    @routes.get("", summary="Read what became of late footage of the last 14 days", responses=ON_ONE)
    async def listed(camera: _Camera, caller: AskedBy) -> LateFootageList:
        return LateFootageList(items=[reply(state) for state in await footages.list(caller, camera)])

    @routes.get("/{footage}", summary="Read how far a file is, or what became of it", responses=ON_ONE)
    async def get(camera: _Camera, footage: _Footage, caller: AskedBy) -> LateFootageReply:
        return reply(await footages.get(caller, camera, footage))

    return routes


async def _content(request: Request) -> AsyncIterator[bytes]:
    try:
        async for piece in request.stream():
            yield piece
    except ClientDisconnect:
        raise BadInput("the body ended before it was whole: send it again") from None
