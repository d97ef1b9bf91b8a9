"""`/v1/organisations`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response, status
from pydantic import AfterValidator, Field

from lokus_proto.envelope import Token
from lokus_registry.application.organisations import Organisations
from lokus_registry.application.ports import Window
from lokus_registry.domain.area import CODE_PATTERN
from lokus_registry.domain.organisation import Organisation, OrganisationKind
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
    Body,
    Members,
    Name,
    NamePart,
    Reply,
    list_answers,
    list_reply,
    shown_members,
)

_Jurisdiction = Annotated[
    tuple[Annotated[str, Field(pattern=CODE_PATTERN, examples=["31.71"])], ...],
    Field(max_length=100, description="codes of areas that it answers for, each with all within it"),
    AfterValidator(lambda codes: tuple(sorted(set(codes)))),
]


class OrganisationBody(Body):
    """An organisation."""

    name: Annotated[Name, Field(examples=["KPU Provinsi DKI Jakarta"])]
    kind: OrganisationKind
    parent: Annotated[Token | None, Field(description="the organisation above it")] = None
    jurisdiction: _Jurisdiction = ()


class OrganisationReply(Reply):
    """An organisation and its id."""

    id: str = Field(examples=["kpu-dki"])
    name: str
    kind: OrganisationKind
    parent: str | None
    jurisdiction: tuple[str, ...]


async def _wanted(
    part: Part,
    kind: OrganisationKind | None = None,
    parent: Annotated[Token | None, Query(description="the organisation above it")] = None,
    name: NamePart = None,
) -> Window:
    return part.narrowed(kind=kind, parent=parent, name=name)


_Part = Annotated[Window, Depends(_wanted)]
_Fields = Annotated[Members, Depends(shown_members(OrganisationReply))]


def router(organisations: Organisations) -> APIRouter:
    """The routes of organisations."""
    routes = APIRouter(prefix="/v1/organisations", tags=["organisations"], responses=ALWAYS)

    @routes.put("/{key}", summary="Create or replace", responses=put_answers(OrganisationReply))
    async def put(
        key: Key, body: OrganisationBody, caller: AskedBy, granted: Granted, response: Response
    ) -> OrganisationReply:
        organisation = Organisation(id=key, **body.model_dump())
        mark_created(response, created=await organisations.put(caller, organisation, granted))
        mark_tag(response, organisation)
        return OrganisationReply.model_validate(organisation)

    @routes.get("/{key}", summary="Read one", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy, response: Response) -> OrganisationReply:
        organisation = await organisations.get(caller, key)
        mark_tag(response, organisation)
        return OrganisationReply.model_validate(organisation)

    @routes.get("", summary="Read a page", responses=list_answers(OrganisationReply))
    async def page(caller: AskedBy, part: _Part, fields: _Fields) -> Response:
        found = await organisations.page(caller, part)
        return list_reply(found, OrganisationReply.model_validate, fields)

    @routes.delete("/{key}", summary="Remove", status_code=status.HTTP_204_NO_CONTENT, responses=ON_REMOVE)
    async def remove(key: Key, caller: AskedBy, granted: Granted) -> None:
        await organisations.remove(caller, key, granted)

    return routes
