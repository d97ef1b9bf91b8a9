"""Late footage on its way: what was recorded while the line was away, brought in afterwards, as jobs.

The registry takes a file in, lays it in parts into an object store of the bus and orders that it be stored;
one of the ingest workers does, and says how far it is. An order stays until its worker is done; that of a
worker that dies goes to another. Both lie on the bus for fourteen days, the newest of each footage.
"""

import hashlib
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from lokus_proto.envelope import Message, Token
from lokus_proto.subjects import StreamName
from lokus_proto.v1.recording import LateOrigin


class LatePhase(StrEnum):
    """How far late footage has come; the last two are its ends."""

    RECEIVED = "received"
    READING = "reading"
    STORED = "stored"
    REFUSED = "refused"


class LateRefusal(StrEnum):
    """Why late footage was not stored; a closed set."""

    EMPTY = "empty"
    NOT_VIDEO = "not_video"
    CODEC = "codec"
    ENCRYPTED = "encrypted"
    NO_KEY_FRAME = "no_key_frame"
    NO_TIMES = "no_times"
    TIME_JUMP = "time_jump"
    TOO_LONG = "too_long"
    DAMAGED = "damaged"
    LIMITS = "limits"
    TOO_OLD = "too_old"
    FUTURE = "future"
    LOST = "lost"
    SOURCE = "source"
    GIVEN_UP = "given_up"


class LateFile(BaseModel):
    """A file that lies in the object store of late footage, in parts named `<tenant>/<footage>/<number>`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str = Field(max_length=200, description="what whoever sent it calls it")
    size_bytes: int = Field(ge=1)
    parts: int = Field(ge=1, description="numbered from 0")
    starts_at: AwareDatetime = Field(
        description="time of its first picture, by the clock that it was made with"
    )
    frames_per_second: float | None = Field(
        default=None, gt=0, le=240, description="of a file that says no times: raw H.264 and H.265"
    )


class LateCard(BaseModel):
    """A range of time that is to be read from the camera's own card, by our clock."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    start: AwareDatetime
    until: AwareDatetime


class LateFootageOrder(Message):
    """Late footage is to be stored."""

    TYPE: ClassVar[str] = "lokus.footage.late-footage-order.v1"
    SCHEMA: ClassVar[str] = "late-footage-order"

    footage: Token
    camera: Token
    stream: StreamName
    origin: LateOrigin
    file: LateFile | None = Field(default=None, description="where it is, if it is a file")


class LateCardOrder(LateFootageOrder):
    """Footage is to be fetched from the camera's card and stored."""

    TYPE: ClassVar[str] = "lokus.footage.late-card-order.v1"
    SCHEMA: ClassVar[str] = "late-card-order"

    card: LateCard


class LateFootageState(Message):
    """How far late footage has come, or what became of it."""

    TYPE: ClassVar[str] = "lokus.footage.late-footage-state.v1"
    SCHEMA: ClassVar[str] = "late-footage-state"

    footage: Token
    camera: Token
    stream: StreamName
    origin: LateOrigin
    file: LateFile | None = None
    card: LateCard | None = None
    phase: LatePhase
    at: AwareDatetime
    done_percent: int = Field(default=0, ge=0, le=100)
    segments: int = Field(default=0, ge=0)
    frames: int = Field(default=0, ge=0)
    size_bytes: int = Field(default=0, ge=0, description="of the segments")
    stored_from: AwareDatetime | None = None
    stored_until: AwareDatetime | None = None
    left_out: int = Field(
        default=0, ge=0, description="pictures: too old, or without a key frame before them"
    )
    refusal: LateRefusal | None = None
    detail: str | None = Field(
        default=None,
        max_length=1000,
        description="why, where, and how to mend it; of stored footage: what is lacking, and why",
    )


def footage_id(
    tenant: str,
    camera: str,
    stream: StreamName,
    sha256: str,
    starts_at: datetime,
    clock_offset_milliseconds: int = 0,
    frames_per_second: float | None = None,
) -> str:
    """Made of what a file is, so that the same brought again, by whatever way, is the same footage."""
    start = starts_at.astimezone(UTC).isoformat()
    rest = f"{start} {clock_offset_milliseconds} {frames_per_second}"
    return hashlib.sha256(f"{tenant}/{camera}/{stream} {sha256} {rest}".encode()).hexdigest()[:32]
