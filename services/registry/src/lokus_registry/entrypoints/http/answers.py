"""What OpenAPI says of answers: created or replaced, under which tag, and every problem that may be told."""

from typing import Any, Final

from fastapi import FastAPI, Response, status
from pydantic import BaseModel, ConfigDict, Field

from lokus_kit.errors import (
    BadInput,
    Conflict,
    Forbidden,
    Invalid,
    LokusError,
    NotFound,
    PreconditionFailed,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
)
from lokus_kit.web import PROBLEM_JSON
from lokus_registry.application.collection import tag

Answers = dict[int | str, dict[str, Any]]


class Problem(BaseModel):
    """RFC 9457 problem details."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:lokus:problem:forbidden"])
    title: str = Field(examples=["Forbidden"])
    status: int = Field(examples=[403])
    detail: str = Field(description="what is wrong, and how to mend it")
    reason: str | None = Field(default=None, description="a word for machines", examples=["not-yours"])


def _answers(*kinds: type[LokusError]) -> Answers:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        kind.status: {"description": kind.title, "content": {PROBLEM_JSON: {"schema": schema}}}
        for kind in kinds
    }


ALWAYS: Final = _answers(Unauthenticated, Forbidden, Invalid, Unavailable)
ON_ONE: Final = _answers(NotFound)
ON_PUT: Final = _answers(BadInput, Conflict, PreconditionFailed, TooLarge)
ON_EDGE: Final = _answers(BadInput, NotFound, Conflict, TooLarge)
ON_TAGGED_EDGE: Final = ON_EDGE | _answers(PreconditionFailed)
"""Of an edge that may name what it takes for granted."""
ON_UPLOAD: Final = _answers(BadInput, Conflict, TooLarge, UnsupportedMedia)
ON_REMOVE: Final = _answers(BadInput, NotFound, Conflict, PreconditionFailed)


def put_answers(reply: type[BaseModel]) -> Answers:
    """The answers of a PUT."""
    written: Answers = {
        200: {"description": "Replaced, or as it was"},
        201: {"description": "Created", "model": reply},
    }
    return written | ON_PUT


def mark_created(response: Response, *, created: bool) -> None:
    """Answer 201 rather than 200."""
    if created:
        response.status_code = status.HTTP_201_CREATED


def mark_tag(response: Response, item: object) -> None:
    """Tell the entity tag of what is answered, to be sent back as If-Match."""
    response.headers["ETag"] = f'"{tag(item)}"'


def describe_problems(app: FastAPI) -> None:
    """Put the schema of problems where the routes refer to it."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.setdefault("Problem", Problem.model_json_schema())
        return document

    app.openapi = openapi  # type: ignore[method-assign]
