"""What is recorded of a camera, and clips of it."""

import asyncio
import logging
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, BeforeValidator
from starlette.types import Receive, Scope, Send

from lokus_access_gateway.application.downloads import WHOLE, Download, Downloads
from lokus_access_gateway.domain.footage import LONGEST_CLIP, LONGEST_TIMELINE
from lokus_access_gateway.entrypoints.authentication import Authenticate
from lokus_access_gateway.entrypoints.recording_models import Recordings
from lokus_identity.caller import Caller
from lokus_kit.web import PROBLEM_JSON

log = logging.getLogger(__name__)

CLIP_FROM: Final = "Lokus-Clip-From"
CLIP_UNTIL: Final = "Lokus-Clip-Until"


def _with_zone(text: object) -> object:
    """A `+` of a time zone that was not percent-encoded arrives as a space."""
    return f"{text[:-6]}+{text[-5:]}" if isinstance(text, str) and text[-6:-5] == " " else text


Moment = Annotated[AwareDatetime, BeforeValidator(_with_zone)]
From = Annotated[Moment, Query(alias="from", description="RFC 3339, with an offset; included")]
Until = Annotated[Moment, Query(description="RFC 3339, with an offset; not included")]

_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    status: {"description": why, "content": {PROBLEM_JSON: {}}}
    for status, why in {
        400: "`until` is not later than `from`",
        403: "the caller may not; `reason` says why",
        404: "there is no such camera, or nothing is recorded of this time (`nearest` says what is)",
        409: "the recording cannot be read",
        422: "more than is given at once, or a change of codec in the middle",
        503: "nobody who reads recordings answers, or too many clips are being downloaded",
    }.items()
}
_CLIP: Final[dict[int | str, Any]] = {
    200: {
        "description": "Fragmented MP4; time 0 is at `Lokus-Clip-From`. What may not go on breaks off.",
        "content": {"video/mp4": {"schema": {"type": "string", "format": "binary"}}},
        "headers": {
            name: {"description": what, "schema": {"type": "string", "format": "date-time"}}
            for name, what in {
                CLIP_FROM: "where the clip begins: `from`, or where recording does",
                CLIP_UNTIL: "where it ends: `until`, or where recording does",
            }.items()
        },
    }
}


def recording_routes(authenticate: Authenticate, downloads: Downloads) -> APIRouter:
    """`/v1/cameras/{camera}/recordings` and `/v1/cameras/{camera}/clip`."""
    routes = APIRouter(prefix="/v1/cameras", tags=["recordings"])

    @routes.get(
        "/{camera}/recordings",
        summary=f"What is recorded and what is not (action `playback`); {LONGEST_TIMELINE.days} days at most",
        responses={status: _RESPONSES[status] for status in (400, 403, 404, 422, 503)},
    )
    async def timeline(
        caller: Annotated[Caller, Depends(authenticate)], camera: str, start: From, until: Until
    ) -> Recordings:
        told_from, told = await downloads.timeline(caller, camera, start, until)
        return Recordings.of(camera, told_from, until, told)

    @routes.get(
        "/{camera}/clip",
        summary=f"A clip as MP4 (action `export`), {LONGEST_CLIP.seconds // 60} minutes at most",
        response_class=StreamingResponse,
        responses=_CLIP | _RESPONSES,
    )
    async def clip(
        caller: Annotated[Caller, Depends(authenticate)], camera: str, start: From, until: Until
    ) -> StreamingResponse:
        return ClipResponse(downloads, await downloads.open(caller, camera, start, until))

    return routes


class ClipResponse(StreamingResponse):
    """A clip as it goes out. One that is ended breaks off, so that nobody takes it for the whole."""

    def __init__(self, downloads: Downloads, download: Download) -> None:
        headers = {
            "Content-Disposition": f'attachment; filename="{download.name}"',
            "Accept-Ranges": "none",
            "Cache-Control": "private, no-store",
            CLIP_FROM: _rfc3339(download.start),
            CLIP_UNTIL: _rfc3339(download.end),
        }
        if download.size_bytes is not None:
            headers["Content-Length"] = str(download.size_bytes)
        super().__init__(download.read(), media_type="video/mp4", headers=headers)
        self._downloads = downloads
        self._download = download

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._downloads.close(self._download)

    async def stream_response(self, send: Send) -> None:
        """Send until all is sent, or the download is ended, though the client be slow to take it."""
        try:
            async with asyncio.timeout(None) as patience:
                self._download.on_stop = lambda: patience.reschedule(0)
                await self._send(send)
        except TimeoutError:
            log.debug("a clip was ended while its receiver was slow")
        finally:
            self._download.on_stop = lambda: None

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for content in self.body_iterator:
            await send({"type": "http.response.body", "body": content, "more_body": True})
        if self._download.ended == WHOLE:  # else the server closes the connection in the middle of the body
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
