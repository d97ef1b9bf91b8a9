"""What analytics saw or a device told, as it matters to a person: with a start and an end.

Analytics knows where in the picture, and in which; a device only tells that something is so.
"""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from lokus_proto.envelope import Message, Token
from lokus_proto.subjects import StreamName


class EventKind(StrEnum):
    """What happened."""

    MOTION = "motion"
    TAMPER = "tamper"
    DIGITAL_INPUT = "digital_input"


class EndReason(StrEnum):
    """Why an event is over. `stream_lost`: nobody can know whether it went on."""

    QUIET = "quiet"
    STREAM_LOST = "stream_lost"


class Region(BaseModel):
    """A box in the picture, as parts of its width and height, origin at the upper left."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)
    width: float = Field(ge=0, le=1)
    height: float = Field(ge=0, le=1)


class Snapshot(BaseModel):
    """A picture in the snapshot bucket: its key there, and what to check it against."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str
    media_type: str = "image/jpeg"
    width: int
    height: int
    size_bytes: int
    sha256: str


class EventRaised(Message):
    """Something began. `event` joins it to its end."""

    TYPE: ClassVar[str] = "lokus.event.raised.v1"
    SCHEMA: ClassVar[str] = "event-raised"

    event: Token
    camera: Token
    stream: StreamName
    kind: EventKind
    raised_at: AwareDatetime
    region: Region
    run: int
    pts_90k: int
    snapshot: Snapshot | None = None


class EventEnded(Message):
    """It is over; `region` holds all that moved while it lasted."""

    TYPE: ClassVar[str] = "lokus.event.ended.v1"
    SCHEMA: ClassVar[str] = "event-ended"

    event: Token
    camera: Token
    stream: StreamName
    kind: EventKind
    raised_at: AwareDatetime
    ended_at: AwareDatetime
    reason: EndReason
    region: Region


class DeviceEventRaised(Message):
    """A camera's device told that something began. `event` joins it to its end."""

    TYPE: ClassVar[str] = "lokus.device-event.raised.v1"
    SCHEMA: ClassVar[str] = "device-event-raised"

    event: Token
    camera: Token
    kind: EventKind
    raised_at: AwareDatetime = Field(description="when ingest heard of it: clocks of devices go wrong")
    input: str = Field(description="which input or rule of the device, as it names it")


class DeviceEventEnded(Message):
    """It is over, or the device was lost, so that nobody can know."""

    TYPE: ClassVar[str] = "lokus.device-event.ended.v1"
    SCHEMA: ClassVar[str] = "device-event-ended"

    event: Token
    camera: Token
    kind: EventKind
    raised_at: AwareDatetime
    ended_at: AwareDatetime
    reason: EndReason
