"""`/v1/sites`."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response, status
from pydantic import Field

from lokus_proto.envelope import Token
from lokus_proto.v1.camera import SiteKind
from lokus_registry.application.ports import Window
from lokus_registry.application.sites import Sites
from lokus_registry.domain.area import CODE_PATTERN
from lokus_registry.domain.place import NoticeSign, Site, SiteVariant
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
    Latitude,
    Longitude,
    Members,
    Name,
    NamePart,
    Reply,
    Text500,
    list_answers,
    list_reply,
    shown_members,
)
from lokus_registry.entrypoints.http.exact import Day, Flag
from lokus_registry.entrypoints.http.files import FILE_ANSWERS, FileReference, Sha256, file_answer


class NoticeSignBody(Body):
    """What somebody found when they looked for the sign that tells people of cameras."""

    present: Flag
    checked_on: Day
    checked_by: Annotated[Token, Field(description="a person", examples=["siti-rahmawati"])]
    photo: FileReference | None = None


class SiteBody(Body):
    """A site; the position is given whole or left out."""

    name: Annotated[Name, Field(examples=["TPS 012 Menteng"])]
    kind: SiteKind
    owner: Annotated[Token, Field(description="organisation that decides about it", examples=["kpu-dki"])]
    area: Annotated[str, Field(pattern=CODE_PATTERN, examples=["31.71.06.1001"])]
    address: Text500 | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    variant: Annotated[
        SiteVariant | None,
        Field(description="offices: kpu, bawaslu, ppk, pps or other; command posts: main or tactical"),
    ] = None
    contact: Annotated[Token | None, Field(description="a person")] = None
    command_post: Annotated[
        Token | None, Field(description="the site of kind command_post that watches this one")
    ] = None
    notice_sign: NoticeSignBody | None = None

    def site(self, key: str) -> Site:
        """The site under its id."""
        sign = None if self.notice_sign is None else NoticeSign(**self.notice_sign.model_dump())
        return Site(id=key, **self.model_dump(exclude={"notice_sign"}), notice_sign=sign)


class NoticeSignReply(Reply):
    """The record of a notice sign; `photo` is read at `/v1/sites/{id}/files/{sha256}`."""

    present: bool
    checked_on: date
    checked_by: str
    photo: str | None


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
    variant: SiteVariant | None
    contact: str | None
    command_post: str | None
    notice_sign: NoticeSignReply | None


async def _wanted(
    part: Part,
    kind: SiteKind | None = None,
    variant: SiteVariant | None = None,
    owner: Token | None = None,
    area: Annotated[str | None, Query(pattern=CODE_PATTERN, description="this area and all within")] = None,
    command_post: Token | None = None,
    name: NamePart = None,
) -> Window:
    return part.narrowed(
        kind=kind, variant=variant, owner=owner, area=area, command_post=command_post, name=name
    )


_Part = Annotated[Window, Depends(_wanted)]
_Fields = Annotated[Members, Depends(shown_members(SiteReply))]


def router(sites: Sites) -> APIRouter:
    """The routes of sites."""
    routes = APIRouter(prefix="/v1/sites", tags=["sites"], responses=ALWAYS)

    @routes.put("/{key}", summary="Create or replace, by its owner", responses=put_answers(SiteReply))
    async def put(
        key: Key, body: SiteBody, caller: AskedBy, granted: Granted, response: Response
    ) -> SiteReply:
        site = body.site(key)
        mark_created(response, created=await sites.put(caller, site, granted))
        mark_tag(response, site)
        return SiteReply.model_validate(site)

    @routes.get("/{key}", summary="Read one", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy, response: Response) -> SiteReply:
        site = await sites.get(caller, key)
        mark_tag(response, site)
        return SiteReply.model_validate(site)

    @routes.get("", summary="Read a page of those you may see", responses=list_answers(SiteReply))
    async def page(caller: AskedBy, part: _Part, fields: _Fields) -> Response:
        return list_reply(await sites.page(caller, part), SiteReply.model_validate, fields)

    @routes.get(
        "/{key}/files/{sha256}",
        summary="Read the photo of its notice sign",
        response_class=Response,
        responses=FILE_ANSWERS,
    )
    async def photo(key: Key, sha256: Sha256, caller: AskedBy) -> Response:
        return file_answer(await sites.photo(caller, key, sha256))

    @routes.delete("/{key}", summary="Remove", status_code=status.HTTP_204_NO_CONTENT, responses=ON_REMOVE)
    async def remove(key: Key, caller: AskedBy, granted: Granted) -> None:
        await sites.remove(caller, key, granted)

    return routes
