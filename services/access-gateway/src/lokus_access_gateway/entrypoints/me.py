"""Who am I, and where does the page log in."""

from typing import Annotated

from fastapi import APIRouter, Depends

from lokus_access_gateway.entrypoints.authentication import Authenticate
from lokus_access_gateway.entrypoints.models import Console, Me
from lokus_identity.caller import Caller


def me_routes(authenticate: Authenticate) -> APIRouter:
    """`/v1/me`."""
    routes = APIRouter(prefix="/v1", tags=["me"])

    @routes.get("/me", summary="The caller, as the token says it")
    async def me(caller: Annotated[Caller, Depends(authenticate)]) -> Me:
        return Me(
            subject=caller.subject,
            name=caller.name,
            tenant=caller.tenant,
            organisation=caller.organisation,
            roles=sorted(caller.roles),
        )

    return routes


def console_routes(console: Console) -> APIRouter:
    """`/v1/console`, which needs no token."""
    routes = APIRouter(prefix="/v1", tags=["console"])

    @routes.get("/console", summary="What the page needs to log in")
    async def read() -> Console:
        return console

    return routes
