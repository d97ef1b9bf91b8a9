"""`/v1/areas`."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response, status
from pydantic import Field

from lokus_registry.application.areas import Areas
from lokus_registry.application.geography.areas import Geography
from lokus_registry.application.geography.ports import AreaFilter
from lokus_registry.domain.area import CODE_PATTERN, Area, AreaLevel
from lokus_registry.domain.geography.boundary import read_point
from lokus_registry.entrypoints.http.answers import (
    ALWAYS,
    ON_ONE,
    ON_REMOVE,
    mark_created,
    mark_tag,
    put_answers,
)
from lokus_registry.entrypoints.http.asking import AreaCode, AskedBy, Granted, Part
from lokus_registry.entrypoints.http.bodies import PRINTABLE, Body, Name, PageReply, Reply, page_reply


class AreaBody(Body):
    """An area; level and parent are those that its code spells."""

    name: Annotated[Name, Field(examples=["Gambir"])]
    level: AreaLevel
    parent: str | None = Field(
        default=None,
        pattern=CODE_PATTERN,
        description="code of the next wider area; a province has none",
        examples=["31.71.01"],
    )


class AreaReply(Reply):
    """An area and its code."""

    id: str = Field(examples=["31.71.01.1001"])
    name: str
    level: AreaLevel
    parent: str | None


async def _filter(
    parent: Annotated[str | None, Query(pattern=CODE_PATTERN, description="directly in this area")] = None,
    level: Annotated[AreaLevel | None, Query()] = None,
    within: Annotated[
        str | None, Query(pattern=CODE_PATTERN, description="this area and all in it", examples=["31.71"])
    ] = None,
    name: Annotated[
        str | None,
        Query(min_length=1, max_length=200, pattern=PRINTABLE, description="a part of the name"),
    ] = None,
) -> AreaFilter:
    return AreaFilter(parent, level, within, name)


_Wanted = Annotated[AreaFilter, Depends(_filter)]
_At = Annotated[
    str | None,
    Query(
        pattern=r"^-?[0-9]{1,2}(\.[0-9]{1,20})?,-?[0-9]{1,3}(\.[0-9]{1,20})?$",
        description="LATITUDE,LONGITUDE: those whose boundary holds this point",
        examples=["-6.1754,106.8272"],
    ),
]


def router(areas: Areas, geography: Geography) -> APIRouter:
    """The routes of areas."""
    routes = APIRouter(prefix="/v1/areas", tags=["areas"], responses=ALWAYS)

    @routes.put("/{code}", summary="Create or replace, wider areas first", responses=put_answers(AreaReply))
    async def put(
        code: AreaCode, body: AreaBody, caller: AskedBy, granted: Granted, response: Response
    ) -> AreaReply:
        area = Area(id=code, name=body.name, level=body.level, parent=body.parent)
        mark_created(response, created=await areas.put(caller, area, granted))
        mark_tag(response, area)
        return AreaReply.model_validate(area)

    @routes.get("/{code}", summary="Read one", responses=ON_ONE)
    async def get(code: AreaCode, caller: AskedBy, response: Response) -> AreaReply:
        area = await areas.get(caller, code)
        mark_tag(response, area)
        return AreaReply.model_validate(area)

    @routes.get("", summary="Find some, in the order of their codes; around a point the narrowest first")
    async def page(caller: AskedBy, part: Part, wanted: _Wanted, at: _At = None) -> PageReply[AreaReply]:
        if at is not None:
            wanted = replace(wanted, at=read_point(at))
        return page_reply(await geography.search(caller, wanted, part), AreaReply.model_validate)

    @routes.delete("/{code}", summary="Remove", status_code=status.HTTP_204_NO_CONTENT, responses=ON_REMOVE)
    async def remove(code: AreaCode, caller: AskedBy, granted: Granted) -> None:
        await areas.remove(caller, code, granted)

    return routes
