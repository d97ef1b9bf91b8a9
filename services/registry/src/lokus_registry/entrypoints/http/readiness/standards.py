"""`/v1/standards`."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Response, status
from pydantic import Field

from lokus_proto.envelope import Token
from lokus_proto.v1.camera import SiteKind
from lokus_registry.application.ports import Window
from lokus_registry.application.readiness.standards import Standards
from lokus_registry.domain.place import SiteVariant
from lokus_registry.domain.readiness.standard import Rule, Standard, StandardItem
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
from lokus_registry.entrypoints.http.exact import Flag


class StandardItemBody(Body):
    """Something that a site should have."""

    key: Annotated[Token, Field(examples=["fire-extinguisher"])]
    name: Annotated[Name, Field(examples=["APAR"])]
    rule: Rule = Field(description="a record of who looked, cameras that deliver now, or the site's sign")
    zone_kinds: Sequence[Name] = Field(
        default=(),
        max_length=50,
        description="for `cameras`: each zone of these kinds has one that delivers",
    )
    valid_days: int | None = Field(default=None, ge=1, le=3660, description="for `record`")
    required: Flag = True


class StandardBody(Body):
    """What an organisation asks of its sites of a kind, and of those of organisations below it."""

    name: Name
    owner: Token
    site_kind: SiteKind
    variant: SiteVariant | None = Field(default=None, description="null: sites of any variant")
    items: Sequence[StandardItemBody] = Field(min_length=1, max_length=200)

    def standard(self, key: str) -> Standard:
        """As the domain has it."""
        items = tuple(
            StandardItem(**each.model_dump(exclude={"zone_kinds"}), zone_kinds=tuple(each.zone_kinds))
            for each in self.items
        )
        return Standard(key, self.name, self.owner, self.site_kind, items, self.variant)


class StandardItemReply(Reply):
    """Something that a site should have."""

    key: str
    name: str
    rule: Rule
    zone_kinds: Sequence[str]
    valid_days: int | None
    required: bool


class StandardReply(Reply):
    """A standard and its id."""

    id: str
    name: str
    owner: str
    site_kind: SiteKind
    variant: SiteVariant | None
    items: Sequence[StandardItemReply]


async def _wanted(part: Part, site_kind: SiteKind | None = None, owner: Token | None = None) -> Window:
    return part.narrowed(site_kind=site_kind, owner=owner)


def router(standards: Standards) -> APIRouter:
    """The routes of standards."""
    routes = APIRouter(prefix="/v1/standards", tags=["readiness"], responses=ALWAYS)

    @routes.put("/{key}", summary="Create or replace", responses=put_answers(StandardReply))
    async def put(
        key: Key, body: StandardBody, caller: AskedBy, granted: Granted, response: Response
    ) -> StandardReply:
        standard = body.standard(key)
        mark_created(response, created=await standards.put(caller, standard, granted))
        mark_tag(response, standard)
        return StandardReply.model_validate(standard)

    @routes.get("/{key}", summary="Read one", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy, response: Response) -> StandardReply:
        standard = await standards.get(caller, key)
        mark_tag(response, standard)
        return StandardReply.model_validate(standard)

    @routes.get("", summary="Read a page")
    async def page(caller: AskedBy, part: Annotated[Window, Depends(_wanted)]) -> PageReply[StandardReply]:
        return page_reply(await standards.page(caller, part), StandardReply.model_validate)

    @routes.delete("/{key}", summary="Remove", status_code=status.HTTP_204_NO_CONTENT, responses=ON_REMOVE)
    async def remove(key: Key, caller: AskedBy, granted: Granted) -> None:
        await standards.remove(caller, key, granted)

    return routes
