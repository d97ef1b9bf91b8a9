"""A zone was made private or shareable; only the owner of its site does that, and every time is told."""

from typing import ClassVar

from pydantic import AwareDatetime, Field

from lokus_proto.envelope import Message, Token


class ZonePrivacyChanged(Message):
    """One change. A zone begins private; one that is made shareable at once tells so with number 1."""

    TYPE: ClassVar[str] = "lokus.zone-privacy.changed.v1"
    SCHEMA: ClassVar[str] = "zone-privacy-changed"

    zone: Token
    site: Token
    number: int = Field(ge=1, description="counts the changes of the zone")
    private: bool = Field(description="as it is from now on")
    by: str = Field(description="subject of the token")
    organisation: Token = Field(description="whom they acted for: the owner of the site")
    at: AwareDatetime
    reason: str | None = None
