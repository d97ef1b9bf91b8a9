"""The gateway's HTTP app: the API under `/v1`, the page at `/`."""

from fastapi import APIRouter, FastAPI
from starlette.middleware.cors import CORSMiddleware

from lokus_access_gateway.entrypoints.page import SecurityHeaders, page_files
from lokus_access_gateway.entrypoints.recordings import CLIP_FROM, CLIP_UNTIL
from lokus_kit.health import Health
from lokus_kit.web import new_app

_DESCRIPTION = (
    "Cameras, live video (WHEP), recordings, events and grants, each as far as the caller may see it."
)


def new_gateway_app(health: Health, routes: list[APIRouter], issuer: str) -> FastAPI:
    """Build the app. Tokens travel in a header, never in a cookie, so any origin may ask."""
    app = new_app("Lokus access gateway", "1", health, _DESCRIPTION)
    for each in routes:
        app.include_router(each)
    app.mount("/", page_files(), name="page")
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "If-Match"],
        expose_headers=[
            "Location",
            "ETag",
            "Link",
            "Retry-After",
            "Content-Disposition",
            CLIP_FROM,
            CLIP_UNTIL,
        ],
        max_age=600,
    )
    app.add_middleware(SecurityHeaders, issuer=issuer)
    return app
