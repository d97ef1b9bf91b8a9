"""WHEP (draft-ietf-wish-whep, section 4): an offer comes in, an answer and a session URL go out.

The endpoint is the camera's; the session is its own resource. GET and HEAD answer as the draft
says, OPTIONS tells what is taken without asking who asks, and errors are problem JSON.
"""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Request, Response

from lokus_access_gateway.application.viewings import Viewings
from lokus_access_gateway.domain.fragment import read_fragment
from lokus_access_gateway.entrypoints.authentication import Authenticate
from lokus_identity.caller import Caller
from lokus_kit.errors import UnsupportedMedia
from lokus_proto.subjects import StreamName

SDP: Final = "application/sdp"
FRAGMENT: Final = "application/trickle-ice-sdpfrag"
_ENDPOINT_METHODS: Final = "OPTIONS, GET, HEAD, POST"
_SESSION_METHODS: Final = "OPTIONS, GET, HEAD, PATCH, DELETE"


def whep_routes(authenticate: Authenticate, viewings: Viewings) -> APIRouter:
    """`/v1/cameras/{camera}/whep` and `/v1/whep/{session}`."""
    routes = APIRouter(prefix="/v1", tags=["whep"])
    _add_endpoint(routes, authenticate, viewings)
    _add_session(routes, authenticate, viewings)
    return routes


def _add_endpoint(routes: APIRouter, authenticate: Authenticate, viewings: Viewings) -> None:
    known = [Depends(authenticate)]

    @routes.post(
        "/cameras/{camera}/whep",
        status_code=201,
        response_class=Response,
        summary="Open a viewing session: SDP offer in, SDP answer out",
        openapi_extra=_body(SDP),
    )
    async def post(
        caller: Annotated[Caller, Depends(authenticate)],
        camera: str,
        request: Request,
        stream: StreamName = StreamName.MAIN,
    ) -> Response:
        _require_type(request, SDP)
        viewing = await viewings.open(caller, camera, stream, await request.body())
        headers = {"Location": f"/v1/whep/{viewing.id}", "ETag": viewing.etag, "Cache-Control": "no-store"}
        return Response(viewing.peer.answer, 201, headers, media_type=SDP)

    @routes.get("/cameras/{camera}/whep", status_code=204, dependencies=known, summary="Nothing to read")
    async def get(camera: str) -> None:
        """Say that there is such a resource (section 4.2)."""

    @routes.head("/cameras/{camera}/whep", dependencies=known, summary="What POST takes")
    async def head(camera: str) -> Response:  # noqa: ARG001 (FastAPI wants the path's part named)
        return Response(headers={"Accept-Post": SDP}, media_type=SDP)

    @routes.options("/cameras/{camera}/whep", summary="What may be done here")
    async def options(camera: str) -> Response:  # noqa: ARG001 (as above)
        return _options(_ENDPOINT_METHODS, {"Accept-Post": SDP})


def _add_session(routes: APIRouter, authenticate: Authenticate, viewings: Viewings) -> None:
    @routes.patch(
        "/whep/{session}",
        status_code=204,
        summary="Later ICE candidates",
        openapi_extra=_body(FRAGMENT),
    )
    async def patch(
        caller: Annotated[Caller, Depends(authenticate)],
        session: str,
        request: Request,
        if_match: Annotated[str | None, Header()] = None,
    ) -> None:
        viewing = viewings.own(caller, session)
        _require_type(request, FRAGMENT)
        await viewings.trickle(viewing, if_match, read_fragment(await request.body()))

    @routes.delete("/whep/{session}", summary="End the viewing session")
    async def delete(caller: Annotated[Caller, Depends(authenticate)], session: str) -> Response:
        viewings.end(viewings.own(caller, session).id, "deleted")
        return Response()

    @routes.get("/whep/{session}", status_code=204, summary="Nothing to read")
    async def get(caller: Annotated[Caller, Depends(authenticate)], session: str) -> None:
        """Say that there is such a session (section 4.2)."""
        viewings.own(caller, session)

    @routes.head("/whep/{session}", summary="What the session is")
    async def head(caller: Annotated[Caller, Depends(authenticate)], session: str) -> Response:
        return Response(headers={"ETag": viewings.own(caller, session).etag}, media_type=SDP)

    @routes.options("/whep/{session}", summary="What may be done here")
    async def options(session: str) -> Response:  # noqa: ARG001 (as above)
        return _options(_SESSION_METHODS, {"Accept-Patch": FRAGMENT})


def _options(methods: str, takes: dict[str, str]) -> Response:
    # Some clients read the methods here without being a browser that asks for leave.
    return Response(headers={"Allow": methods, "Access-Control-Allow-Methods": methods, **takes})


def _body(media_type: str) -> dict[str, Any]:
    """What OpenAPI says of a body that FastAPI does not read itself."""
    return {"requestBody": {"required": True, "content": {media_type: {"schema": {"type": "string"}}}}}


def _require_type(request: Request, wanted: str) -> None:
    got = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if got != wanted:
        raise UnsupportedMedia(f"send Content-Type {wanted}, not {got or 'nothing'}")
