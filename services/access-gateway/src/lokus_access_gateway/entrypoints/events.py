"""Events: what was, and the pictures taken of it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from lokus_access_gateway.application.events import Events
from lokus_access_gateway.domain.event import Event
from lokus_access_gateway.entrypoints.authentication import Authenticate
from lokus_access_gateway.entrypoints.models import EventItem, EventPage
from lokus_identity.caller import Caller
from lokus_kit.errors import BadInput
from lokus_proto.subjects import TOKEN_PATTERN, token


def event_routes(authenticate: Authenticate, events: Events) -> APIRouter:
    """`/v1/events`, but for the stream."""
    routes = APIRouter(prefix="/v1/events", tags=["events"])

    @routes.get("", summary="Events of the cameras that the caller may see now, newest first")
    async def page(
        caller: Annotated[Caller, Depends(authenticate)],
        camera: str | None = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        before: str | None = None,
    ) -> EventPage:
        place = None if before is None else _read_place(before)
        found = await events.page(caller, camera, place, limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        return EventPage(
            items=[EventItem.of(event) for event in found[:limit]],
            next=None if last is None else _place(last),
        )

    @routes.get(
        "/{event}/snapshot",
        response_class=Response,
        responses={200: {"content": {"image/jpeg": {}}}},
        summary="The picture of an event",
    )
    async def snapshot(
        caller: Annotated[Caller, Depends(authenticate)],
        event: Annotated[str, Path(pattern=TOKEN_PATTERN)],
    ) -> Response:
        picture = await events.snapshot(caller, event)
        return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "private, no-store"})

    return routes


def _place(event: Event) -> str:
    return f"{event.raised_at.isoformat()}~{event.id}"


def _read_place(text: str) -> tuple[datetime, str]:
    # A `+` of a time zone that was not percent-encoded arrives as a space.
    moment, _, event = text.replace(" ", "+").partition("~")
    try:
        at = datetime.fromisoformat(moment)
        place = at, token(event) if event else event
    except ValueError as error:
        raise BadInput("before must be the `next` of an earlier page, or a time in ISO 8601") from error
    if at.tzinfo is None:
        raise BadInput("before needs a time zone")
    return place
