"""`/v1/people`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response, status
from pydantic import Field, StringConstraints

from lokus_proto.envelope import Token
from lokus_registry.application.people import People
from lokus_registry.application.ports import Window
from lokus_registry.domain.person import Person
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
    list_answers,
    list_reply,
    page_reply,
    shown_members,
)
from lokus_registry.entrypoints.http.exact import Flag

_Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 ()-]{4,28}[0-9]$")]
_Mail = Annotated[
    str, StringConstraints(pattern=r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+$", max_length=254)
]
_Active = Annotated[bool | None, Query(description="those who are still there, or those who have left")]
_Subject = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=PRINTABLE)]


class PersonBody(Body):
    """Somebody who can be named: as a contact, as answering for something, as a witness or approver."""

    name: Annotated[Name, Field(examples=["Siti Rahmawati"])]
    organisation: Annotated[Token, Field(examples=["kpu-dki"])]
    title: Annotated[Name, Field(examples=["Kepala Gudang Logistik"])]
    phone: Annotated[_Phone | None, Field(examples=["+62 21 3193 7223"])] = None
    email: Annotated[_Mail | None, Field(examples=["siti@kpu.example"])] = None
    subject: Annotated[
        _Subject | None, Field(description="`sub` of their token, so that what they do is known as theirs")
    ] = None
    active: Annotated[Flag, Field(description="false once they have left")] = True


class PersonReply(Reply):
    """A person and their id."""

    id: str = Field(examples=["siti-rahmawati"])
    name: str
    organisation: str
    title: str
    phone: str | None
    email: str | None
    subject: str | None
    active: bool


class NameableReply(Reply):
    """Somebody of any organisation, by what they are named by; no more of them is told to others."""

    id: str = Field(examples=["rina-saputra"])
    name: str
    organisation: str
    title: str
    can_confirm: bool = Field(description="their `subject` is known: they can witness with their own token")


async def _wanted(
    part: Part,
    organisation: Token | None = None,
    active: _Active = None,
    subject: Annotated[_Subject | None, Query(description="`sub` of a token")] = None,
    name: NamePart = None,
) -> Window:
    return part.narrowed(organisation=organisation, active=active, subject=subject, name=name)


_Part = Annotated[Window, Depends(_wanted)]
_Fields = Annotated[Members, Depends(shown_members(PersonReply))]


def router(people: People) -> APIRouter:
    """The routes of people."""
    routes = APIRouter(prefix="/v1/people", tags=["people"], responses=ALWAYS)

    @routes.put("/{key}", summary="Create or replace", responses=put_answers(PersonReply))
    async def put(
        key: Key, body: PersonBody, caller: AskedBy, granted: Granted, response: Response
    ) -> PersonReply:
        person = Person(id=key, **body.model_dump())
        mark_created(response, created=await people.put(caller, person, granted))
        mark_tag(response, person)
        return PersonReply.model_validate(person)

    @routes.get("/{key}", summary="Read one", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy, response: Response) -> PersonReply:
        person = await people.get(caller, key)
        mark_tag(response, person)
        return PersonReply.model_validate(person)

    @routes.get(
        "", summary="Read a page of your organisation's, or of all", responses=list_answers(PersonReply)
    )
    async def page(caller: AskedBy, part: _Part, fields: _Fields) -> Response:
        return list_reply(await people.page(caller, part), PersonReply.model_validate, fields)

    @routes.delete("/{key}", summary="Remove", status_code=status.HTTP_204_NO_CONTENT, responses=ON_REMOVE)
    async def remove(key: Key, caller: AskedBy, granted: Granted) -> None:
        await people.remove(caller, key, granted)

    return routes


def nameable_router(people: People) -> APIRouter:
    """The route by which owners find whom they may name: people of other organisations."""
    routes = APIRouter(prefix="/v1/organisations/{key}/people", tags=["people"], responses=ALWAYS)

    @routes.get("", summary="Look up who can be named, as owner of sites", responses=ON_ONE)
    async def page(key: Key, caller: AskedBy, part: Part, name: NamePart = None) -> PageReply[NameableReply]:
        found = await people.nameable(caller, key, part.narrowed(name=name))
        return page_reply(found, NameableReply.model_validate)

    return routes
