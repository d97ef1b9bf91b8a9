"""`/v1/zones`."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response, status
from pydantic import Field

from lokus_proto.envelope import Token
from lokus_registry.application.ports import Window
from lokus_registry.application.zone_privacy import ZonePrivacy
from lokus_registry.application.zones import Zones
from lokus_registry.domain.area import CODE_PATTERN
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
from lokus_registry.entrypoints.http.bodies import (
    PRINTABLE,
    Body,
    Members,
    Name,
    NamePart,
    PageReply,
    Reply,
    Text500,
    list_answers,
    list_reply,
    page_reply,
    shown_members,
)
from lokus_registry.entrypoints.http.exact import Flag


class ZoneBody(Body):
    """A zone. One that does not say `"private": false` is private, and never shared."""

    name: Annotated[Name, Field(examples=["Pintu masuk"])]
    kind: Annotated[Name, Field(description="what it is, in a word", examples=["entrance", "meeting_room"])]
    site: Annotated[Token, Field(examples=["tps-menteng-012"])]
    private: Flag = True
    reason: Annotated[
        Text500 | None, Field(description="kept with the change of its privacy, if this makes one")
    ] = None


class ZoneReply(Reply):
    """A zone and its id."""

    id: str = Field(examples=["tps-menteng-012-entrance"])
    name: str
    kind: str
    site: str
    private: bool


class PrivacyChangeReply(Reply):
    """One change of a zone's privacy, which outlives the zone."""

    number: int = Field(description="counts the changes of the zone, from 1")
    zone: str
    site: str
    private: bool = Field(description="as it was from then on")
    by: str = Field(description="`sub` of who changed it")
    organisation: str
    at: datetime
    reason: str | None


_Private = Annotated[bool | None, Query()]
_Limit = Annotated[int, Query(ge=1, le=1000, description="items at most")]
_After = Annotated[int, Query(ge=0, le=2**31 - 1, description="`next` of the page before")]


async def _wanted(
    part: Part,
    site: Token | None = None,
    kind: Annotated[str | None, Query(max_length=200, pattern=PRINTABLE)] = None,
    private: _Private = None,
    area: Annotated[str | None, Query(pattern=CODE_PATTERN, description="this area and all within")] = None,
    name: NamePart = None,
) -> Window:
    return part.narrowed(site=site, kind=kind, private=private, area=area, name=name)


_Part = Annotated[Window, Depends(_wanted)]
_Fields = Annotated[Members, Depends(shown_members(ZoneReply))]


def router(zones: Zones, privacy: ZonePrivacy) -> APIRouter:
    """The routes of zones."""
    routes = APIRouter(prefix="/v1/zones", tags=["zones"], responses=ALWAYS)

    @routes.put("/{key}", summary="Create or replace, by its owner", responses=put_answers(ZoneReply))
    async def put(
        key: Key, body: ZoneBody, caller: AskedBy, granted: Granted, response: Response
    ) -> ZoneReply:
        zone = Zone(id=key, **body.model_dump(exclude={"reason"}))
        mark_created(response, created=await zones.put(caller, zone, granted, body.reason))
        mark_tag(response, zone)
        return ZoneReply.model_validate(zone)

    @routes.get("/{key}", summary="Read one", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy, response: Response) -> ZoneReply:
        zone = await zones.get(caller, key)
        mark_tag(response, zone)
        return ZoneReply.model_validate(zone)

    @routes.get("", summary="Read a page of those you may see", responses=list_answers(ZoneReply))
    async def page(caller: AskedBy, part: _Part, fields: _Fields) -> Response:
        return list_reply(await zones.page(caller, part), ZoneReply.model_validate, fields)

    @routes.get(
        "/{key}/privacy-changes",
        summary="Read who made it private or shareable, from the oldest change on",
        responses=ON_ONE,
    )
    async def privacy_changes(
        key: Key, caller: AskedBy, limit: _Limit = 100, after: _After = 0
    ) -> PageReply[PrivacyChangeReply]:
        return page_reply(await privacy.page(caller, key, limit, after), PrivacyChangeReply.model_validate)

    @routes.delete("/{key}", summary="Remove", status_code=status.HTTP_204_NO_CONTENT, responses=ON_REMOVE)
    async def remove(key: Key, caller: AskedBy, granted: Granted) -> None:
        await zones.remove(caller, key, granted)

    return routes
