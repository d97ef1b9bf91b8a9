"""`/v1/areas`."""

from typing import Annotated

from fastapi import APIRouter, Response, status
from pydantic import Field

from lokus_registry.application.areas import Areas
from lokus_registry.domain.area import CODE_PATTERN, Area, AreaLevel
from lokus_registry.entrypoints.http.answers import (
    ALWAYS,
    ON_ONE,
    ON_REMOVE,
    mark_created,
    mark_tag,
    put_answers,
)
from lokus_registry.entrypoints.http.asking import AreaCode, AskedBy, Granted, Part
from lokus_registry.entrypoints.http.bodies import Body, Name, PageReply, Reply, page_reply


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


def router(areas: Areas) -> APIRouter:
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

    @routes.get("", summary="Read a page, in the order of the codes")
    async def page(caller: AskedBy, part: Part) -> PageReply[AreaReply]:
        return page_reply(await areas.page(caller, part), AreaReply.model_validate)

    @routes.delete("/{code}", summary="Remove", status_code=status.HTTP_204_NO_CONTENT, responses=ON_REMOVE)
    async def remove(code: AreaCode, caller: AskedBy, granted: Granted) -> None:
        await areas.remove(caller, code, granted)

    return routes
