"""A grant and its state, told on every edge, so that each gateway ends what is no longer allowed."""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from lokus_proto.envelope import Message, Token


class GrantState(StrEnum):
    """Stored states; whether an active grant's window is open is a question of the clock."""

    ACTIVE = "active"
    REVOKED = "revoked"


class Action(StrEnum):
    """What a grant allows."""

    LIVE = "live"
    PLAYBACK = "playback"
    EXPORT = "export"
    PTZ = "ptz"
    EVENTS = "events"


class Purpose(StrEnum):
    """Why video may be seen (UU 27/2022 art. 17 and the election's needs); a closed list."""

    ELECTION_SECURITY = "election_security"
    ELECTION_SUPERVISION = "election_supervision"
    PUBLIC_ORDER = "public_order"
    DISASTER_RESPONSE = "disaster_response"
    TRAFFIC = "traffic"


class Locus(BaseModel):
    """What a grant selects: a camera is in the locus if any of the four names it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    areas: tuple[str, ...] = Field(default=(), description="Kemendagri codes, at any level")
    sites: tuple[Token, ...] = ()
    zones: tuple[Token, ...] = ()
    cameras: tuple[Token, ...] = ()


class GrantChanged(Message):
    """One grant as it now stands. `epoch` counts up with every change."""

    TYPE: ClassVar[str] = "lokus.grant.changed.v1"
    SCHEMA: ClassVar[str] = "grant-changed"

    grant: Token
    epoch: int = Field(ge=1)
    state: GrantState
    owner: Token = Field(description="organisation whose cameras are shared")
    grantee: Token = Field(description="organisation that may see them")
    locus: Locus
    purpose: Purpose
    actions: tuple[Action, ...]
    not_before: AwareDatetime = Field(description="inclusive")
    not_after: AwareDatetime = Field(description="exclusive")
    changed_by: str
    changed_at: AwareDatetime
    reason: str | None = None
