"""How a reader asks for media: a short lease, renewed while it is needed.

Request-reply on `subjects.interest`. The reader first subscribes to `subjects.media` and to a
subject of its own (`gop_subject`), then asks. The reply says which run is on; the access units of
the current GOP, `first_seq` to `last_seq`, follow on `gop_subject`, later ones on the media
subject. Renewals leave `gop_subject` out. Nobody answering means that nobody pulls the camera. While a
camera goes from one ingest worker to another, both answer for a moment: the higher `epoch` stands.
"""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from lokus_proto.envelope import Message, Token
from lokus_proto.media import Codec
from lokus_proto.v1.stream_state import Phase, ReasonKind


class InterestRequest(Message):
    """A reader wants one stream for `lease_seconds`; 0 gives the lease back."""

    TYPE: ClassVar[str] = "lokus.media.interest-requested.v1"
    SCHEMA: ClassVar[str] = "interest-request"

    reader: Token
    lease_seconds: float = Field(ge=0, le=60)
    gop_subject: str | None = None


class InterestOutcome(StrEnum):
    """`granted`: media flow, or will as soon as the stream delivers; `released`: lease given back."""

    GRANTED = "granted"
    RELEASED = "released"


class InterestReply(Message):
    """Ingest's answer; without a delivering run `phase` and `reason` say why, and the lease holds."""

    TYPE: ClassVar[str] = "lokus.media.interest-answered.v1"
    SCHEMA: ClassVar[str] = "interest-reply"

    outcome: InterestOutcome
    phase: Phase
    reason: ReasonKind | None = None
    run: int | None = None
    codec: Codec | None = None
    width: int | None = None
    height: int | None = None
    first_seq: int | None = Field(default=None, description="first access unit sent on gop_subject")
    last_seq: int | None = Field(default=None, description="last access unit sent on gop_subject")
    epoch: int = Field(default=0, ge=0, description="a later owner of the camera has the higher one")
