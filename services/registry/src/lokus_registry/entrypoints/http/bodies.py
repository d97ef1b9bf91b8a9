"""What bodies are made of. A member that no body knows is refused, so that a misspelt one cannot pass."""

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lokus_registry.application.collection import Page

PRINTABLE = r"^[^\x00-\x1f\x7f]*$"

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=PRINTABLE)
]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, description="degrees, WGS 84")]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, description="degrees, WGS 84")]


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


def page_reply(page: Page[T], reply: Callable[[T], R]) -> PageReply[R]:
    """A page as it is answered."""
    return PageReply(items=[reply(item) for item in page.items], next=page.next)
