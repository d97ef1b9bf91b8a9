"""`/v1/organisations`."""

from typing import Annotated

from fastapi import APIRouter, Response, status
from pydantic import Field

from lokus_registry.application.organisations import Organisations
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
from lokus_registry.entrypoints.http.bodies import Body, Name, PageReply, Reply, page_reply


class OrganisationBody(Body):
    """An organisation."""

    name: Annotated[Name, Field(examples=["KPU Provinsi DKI Jakarta"])]
    kind: OrganisationKind


class OrganisationReply(Reply):
    """An organisation and its id."""

    id: str = Field(examples=["kpu-dki"])
    name: str
    kind: OrganisationKind


def router(organisations: Organisations) -> APIRouter:
    """The routes of organisations."""
    routes = APIRouter(prefix="/v1/organisations", tags=["organisations"], responses=ALWAYS)

    @routes.put("/{key}", summary="Create or replace", responses=put_answers(OrganisationReply))
    async def put(
        key: Key, body: OrganisationBody, caller: AskedBy, granted: Granted, response: Response
    ) -> OrganisationReply:
        organisation = Organisation(id=key, name=body.name, kind=body.kind)
        mark_created(response, created=await organisations.put(caller, organisation, granted))
        mark_tag(response, organisation)
        return OrganisationReply.model_validate(organisation)

    @routes.get("/{key}", summary="Read one", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy, response: Response) -> OrganisationReply:
        organisation = await organisations.get(caller, key)
        mark_tag(response, organisation)
        return OrganisationReply.model_validate(organisation)

    @routes.get("", summary="Read a page")
    async def page(caller: AskedBy, part: Part) -> PageReply[OrganisationReply]:
        return page_reply(await organisations.page(caller, part), OrganisationReply.model_validate)

    @routes.delete("/{key}", summary="Remove", status_code=status.HTTP_204_NO_CONTENT, responses=ON_REMOVE)
    async def remove(key: Key, caller: AskedBy, granted: Granted) -> None:
        await organisations.remove(caller, key, granted)

    return routes
