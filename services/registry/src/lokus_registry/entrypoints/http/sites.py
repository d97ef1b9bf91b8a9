"""`/v1/sites`."""

from typing import Annotated

from fastapi import APIRouter, Response, status
from pydantic import Field, StringConstraints

from lokus_proto.envelope import Token
from lokus_proto.v1.camera import SiteKind
from lokus_registry.application.sites import Sites
from lokus_registry.domain.area import CODE_PATTERN
from lokus_registry.domain.place import Site
from lokus_registry.entrypoints.http.answers import (
    ALWAYS,
    ON_ONE,
    ON_REMOVE,
    mark_created,
    mark_tag,
    put_answers,
)
from lokus_registry.entrypoints.http.asking import AskedBy, Granted, Key, Part
from lokus_registry.entrypoints.http.bodies import (
    PRINTABLE,
    Body,
    Latitude,
    Longitude,
    Name,
    PageReply,
    Reply,
    page_reply,
)

_Address = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=PRINTABLE)
]


class SiteBody(Body):
    """A site; the position is given whole or left out."""

    name: Annotated[Name, Field(examples=["TPS 012 Menteng"])]
    kind: SiteKind
    owner: Annotated[Token, Field(description="organisation that decides about it", examples=["kpu-dki"])]
    area: Annotated[str, Field(pattern=CODE_PATTERN, examples=["31.71.06.1001"])]
    address: _Address | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class SiteReply(Reply):
    """A site and its id."""

    id: str = Field(examples=["tps-menteng-012"])
    name: str
    kind: SiteKind
    owner: str
    area: str
    address: str | None
    latitude: float | None
    longitude: float | None


def router(sites: Sites) -> APIRouter:
    """The routes of sites."""
    routes = APIRouter(prefix="/v1/sites", tags=["sites"], responses=ALWAYS)

    @routes.put("/{key}", summary="Create or replace, by its owner", responses=put_answers(SiteReply))
    async def put(
        key: Key, body: SiteBody, caller: AskedBy, granted: Granted, response: Response
    ) -> SiteReply:
        site = Site(id=key, **body.model_dump())
        mark_created(response, created=await sites.put(caller, site, granted))
        mark_tag(response, site)
        return SiteReply.model_validate(site)

    @routes.get("/{key}", summary="Read one", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy, response: Response) -> SiteReply:
        site = await sites.get(caller, key)
        mark_tag(response, site)
        return SiteReply.model_validate(site)

    @routes.get("", summary="Read a page of those you may see")
    async def page(caller: AskedBy, part: Part) -> PageReply[SiteReply]:
        return page_reply(await sites.page(caller, part), SiteReply.model_validate)

    @routes.delete("/{key}", summary="Remove", status_code=status.HTTP_204_NO_CONTENT, responses=ON_REMOVE)
    async def remove(key: Key, caller: AskedBy, granted: Granted) -> None:
        await sites.remove(caller, key, granted)

    return routes
