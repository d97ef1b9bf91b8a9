"""`/v1/zones`."""

from typing import Annotated

from fastapi import APIRouter, Response, status
from pydantic import Field

from lokus_proto.envelope import Token
from lokus_registry.application.zones import Zones
from lokus_registry.domain.place import Zone
from lokus_registry.entrypoints.http.answers import (
    ALWAYS,
    ON_ONE,
    ON_REMOVE,
    mark_created,
    mark_tag,
    put_answers,
)
from lokus_registry.entrypoints.http.asking import AskedBy, Granted, Key, Part
from lokus_registry.entrypoints.http.bodies import Body, Name, PageReply, Reply, page_reply


class ZoneBody(Body):
    """A zone. One that does not say `"private": false` is private, and never shared."""

    name: Annotated[Name, Field(examples=["Pintu masuk"])]
    kind: Annotated[Name, Field(description="what it is, in a word", examples=["entrance", "meeting_room"])]
    site: Annotated[Token, Field(examples=["tps-menteng-012"])]
    private: bool = True


class ZoneReply(Reply):
    """A zone and its id."""

    id: str = Field(examples=["tps-menteng-012-entrance"])
    name: str
    kind: str
    site: str
    private: bool


def router(zones: Zones) -> APIRouter:
    """The routes of zones."""
    routes = APIRouter(prefix="/v1/zones", tags=["zones"], responses=ALWAYS)

    @routes.put("/{key}", summary="Create or replace, by its owner", responses=put_answers(ZoneReply))
    async def put(
        key: Key, body: ZoneBody, caller: AskedBy, granted: Granted, response: Response
    ) -> ZoneReply:
        zone = Zone(id=key, **body.model_dump())
        mark_created(response, created=await zones.put(caller, zone, granted))
        mark_tag(response, zone)
        return ZoneReply.model_validate(zone)

    @routes.get("/{key}", summary="Read one", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy, response: Response) -> ZoneReply:
        zone = await zones.get(caller, key)
        mark_tag(response, zone)
        return ZoneReply.model_validate(zone)

    @routes.get("", summary="Read a page of those you may see")
    async def page(caller: AskedBy, part: Part) -> PageReply[ZoneReply]:
        return page_reply(await zones.page(caller, part), ZoneReply.model_validate)

    @routes.delete("/{key}", summary="Remove", status_code=status.HTTP_204_NO_CONTENT, responses=ON_REMOVE)
    async def remove(key: Key, caller: AskedBy, granted: Granted) -> None:
        await zones.remove(caller, key, granted)

    return routes
