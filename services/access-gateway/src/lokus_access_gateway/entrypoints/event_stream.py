"""Server-sent events (HTML Standard, 9.2): what `LiveFeed` tells, as an unending response."""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from lokus_access_gateway.application.access import CameraView
from lokus_access_gateway.application.live_feed import CameraGone, Closing, LiveFeed, Note, Told
from lokus_access_gateway.entrypoints.authentication import Authenticate
from lokus_access_gateway.entrypoints.models import CameraItem, EventItem
from lokus_identity.caller import Caller

QUIET_SECONDS: Final = 15.0


def event_stream_routes(authenticate: Authenticate, feed: LiveFeed) -> APIRouter:
    """`/v1/events/stream`."""
    routes = APIRouter(prefix="/v1/events", tags=["events"])

    async def lines(caller: Caller) -> AsyncIterator[str]:
        with feed.subscribe(caller) as subscription:
            async for told in subscription.read(QUIET_SECONDS):
                yield rendered(told)

    @routes.get(
        "/stream",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}}},
        summary="Cameras and events as they happen: camera, camera-gone, ready, event-raised, event-ended",
    )
    async def stream(caller: Annotated[Caller, Depends(authenticate)]) -> StreamingResponse:
        feed.require_ready()
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(lines(caller), media_type="text/event-stream", headers=headers)

    return routes


def rendered(told: Told) -> str:
    """One message as it goes over the line."""
    match told:
        case Note.QUIET:
            return ": quiet\n\n"
        case Note():
            return _message(told, "{}")
        case CameraView():
            return _message("camera", CameraItem.of(told).model_dump_json())
        case CameraGone():
            return _message("camera-gone", json.dumps({"id": told.id}))
        case Closing():
            return _message("closing", json.dumps({"reason": told.reason}))
        case _:
            name = "event-raised" if told.ended_at is None else "event-ended"
            return _message(name, EventItem.of(told).model_dump_json())


def _message(name: str, json_text: str) -> str:
    return f"event: {name}\ndata: {json_text}\n\n"
