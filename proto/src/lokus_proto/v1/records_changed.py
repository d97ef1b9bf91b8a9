"""The registry's change feed: which things of a collection came, changed or went, so that others ask anew."""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime, Field

from lokus_proto.envelope import Message, Token

MAX_IDS = 500


class Change(StrEnum):
    """What happened to the things."""

    WRITTEN = "written"
    """Created or replaced."""
    REMOVED = "removed"


class RecordsChanged(Message):
    """Things of one collection that one transaction wrote or removed; ask the API for what they are now."""

    TYPE: ClassVar[str] = "lokus.records.changed.v1"
    SCHEMA: ClassVar[str] = "records-changed"

    collection: Token = Field(description="as in the API's path: /v1/<collection>")
    ids: tuple[str, ...] = Field(min_length=1, max_length=MAX_IDS)
    change: Change
    by: str = Field(description="subject of the token, or the service's name")
    organisation: Token | None = Field(default=None, description="whom the caller acted for")
    at: AwareDatetime
