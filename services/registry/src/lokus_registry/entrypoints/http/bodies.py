"""What bodies and lists are made of.

A member that no body knows is refused, so that a misspelt one cannot pass. A list shows whole items, or of
each the members that `?fields=` names: `shown_members` takes the names, `list_answers` tells OpenAPI what
may come, `list_reply` answers.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny, StringConstraints, create_model

from lokus_kit.errors import Invalid
from lokus_registry.application.collection import Page

PRINTABLE = r"^[^\x00-\x1f\x7f]*$"

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=PRINTABLE)
]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, description="degrees, WGS 84")]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, description="degrees, WGS 84")]

Text500 = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=PRINTABLE)
]
"""A line of text, such as an address or a reason."""
NamePart = Annotated[
    str | None, Query(min_length=1, max_length=200, pattern=PRINTABLE, description="in the name, in any case")
]
_MEMBERS: Final = r"^[a-z][a-z0-9_]*(,[a-z][a-z0-9_]*)*$"
Members = frozenset[str]
"""Of which members a list shows its items; none: of all."""


class Body(BaseModel):
    """What is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reply(BaseModel):
    """What is answered, read off the domain's own dataclasses."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


R = TypeVar("R", bound=BaseModel)
T = TypeVar("T")


class PageReply(BaseModel, Generic[R]):
    """A part of a collection in the order of ids."""

    items: Sequence[R]
    next: str | None = Field(description="send it as `after` for the next page; null at the end")


class _ShownPage(BaseModel):
    """A page that is written, whatever it is of; a list is written quicker than any sequence."""

    items: list[SerializeAsAny[BaseModel]]
    next: str | None


def page_reply(page: Page[T], reply: Callable[[T], R]) -> PageReply[R]:
    """A page as it is answered."""
    return PageReply(items=[reply(item) for item in page.items], next=page.next)


def shown_members(reply: type[BaseModel]) -> Callable[..., Awaitable[Members]]:
    """Return what takes `?fields=` of a list of such replies; a name that none of them has is Invalid."""
    known = tuple(reply.model_fields)

    async def fields(
        fields: Annotated[
            str | None,
            Query(
                max_length=1000,
                pattern=_MEMBERS,
                description=f"only these members of each item, of: {', '.join(known)}",
                examples=["id,name"],
            ),
        ] = None,
    ) -> Members:
        named = frozenset(fields.split(",")) if fields else frozenset()
        if unknown := sorted(named - set(known)):
            raise Invalid(
                f"query.fields: there is no {', '.join(unknown)}; known are {', '.join(known)}",
                reason="unknown-field",
            )
        return named

    return fields


def list_answers(reply: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of a list of such replies, of which any member may be left out."""
    return {200: {"description": "A page", "model": PageReply[_partly(reply)]}}  # type: ignore[misc]


def list_reply(page: Page[T], reply: Callable[[T], BaseModel], members: Members) -> Response:
    """A page of the members that were asked for."""
    shown: Any = {"items": {"__all__": set(members)}, "next": True} if members else None
    answer = _ShownPage.model_construct(items=[reply(item) for item in page.items], next=page.next)
    return Response(answer.model_dump_json(include=shown), media_type="application/json")


@cache
def _partly(reply: type[BaseModel]) -> type[BaseModel]:
    """The same model with no member required; a factory, unlike a default, does not show in its schema."""
    members: dict[str, Any] = {
        name: (member.annotation, Field(default_factory=str, description=member.description))
        for name, member in reply.model_fields.items()
    }
    return create_model(f"{reply.__name__}Partly", __doc__=reply.__doc__, **members)
