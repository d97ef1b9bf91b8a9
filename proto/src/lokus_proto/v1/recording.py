"""What ingest tells of recordings: a segment was closed, with the hash at which evidence begins.

A segment is one object in the store: fragmented MP4, one run, a stream copy. The same facts stand as one
line in the index beside it.
"""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from lokus_proto.envelope import Message, Token
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.stream_state import ReasonKind


class RecordingPurpose(StrEnum):
    """Why a camera is recorded; each purpose has its own retention."""

    SECURITY = "security"
    ELECTION = "election"
    TRAFFIC = "traffic"


class RecordingMode(StrEnum):
    """When a camera is recorded."""

    OFF = "off"
    CONTINUOUS = "continuous"
    EVENT = "event"


class SoundCodec(StrEnum):
    """How recorded sound is encoded: as the camera sent it."""

    AAC = "aac"
    OPUS = "opus"
    PCMA = "pcma"
    PCMU = "pcmu"


class RecordingPolicy(BaseModel):
    """How a camera is recorded; the rolls count in the mode `event` alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    mode: RecordingMode = RecordingMode.OFF
    pre_roll_seconds: int = Field(default=10, ge=0, le=60, description="before an event begins")
    post_roll_seconds: int = Field(default=20, ge=0, le=600, description="after it is over")
    retention_hours: int = Field(default=72, ge=1, le=24 * 366)
    fetch_from_card: bool = Field(
        default=False, description="whether gaps are filled from what the camera kept on its own card"
    )
    purpose: RecordingPurpose = RecordingPurpose.SECURITY
    sound: bool = Field(default=False, description="whether what is said is kept beside the picture")


class SegmentEnd(StrEnum):
    """Why a segment ended. `goes_on`: the next one begins where it ends, if nothing else happens."""

    GOES_ON = "goes_on"
    SOURCE = "source"
    STOPPED = "stopped"
    OFF = "off"
    NO_EVENT = "no_event"
    DISK = "disk"
    FOOTAGE = "footage"


class LateOrigin(BaseModel):
    """Where late footage came from; it stands with each of its segments, for evidence begins there."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    footage: Token = Field(description="the id that it was brought in under")
    by: str = Field(min_length=1, description="who brought it")
    organisation: Token | None = Field(default=None, description="for whom; absent: the platform itself")
    received_at: AwareDatetime
    sha256: str | None = Field(
        default=None,
        pattern=r"^[0-9a-f]{64}$",
        description="of the file; absent: read from the camera's card",
    )
    clock_offset_milliseconds: int = Field(default=0, description="added to the times that it came with")
    clock_read: bool = Field(
        default=False, description="the offset was read from the camera's own clock, and told by nobody"
    )


class RecordingHold(BaseModel):
    """A range of a camera's time whose recordings stay, past their retention and on a full disk."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Token
    start: AwareDatetime
    end: AwareDatetime | None = Field(default=None, description="null: until it is lifted")


class SegmentClosed(Message):
    """A segment is whole and lies in the store."""

    TYPE: ClassVar[str] = "lokus.recording.segment-closed.v1"
    SCHEMA: ClassVar[str] = "segment-closed"

    camera: Token
    stream: StreamName
    run: int = Field(ge=0, description="the run of the stream; a segment never holds two")
    epoch: int = Field(default=0, ge=0, description="of the worker that recorded it")
    start: AwareDatetime = Field(description="when ingest had its first picture")
    end: AwareDatetime = Field(description="start and the length of what it shows")
    first_pts_90k: int = Field(description="where in the run its time 0 lies, in 1/90000 s")
    duration_90k: int = Field(ge=1)
    frames: int = Field(ge=1)
    size_bytes: int = Field(ge=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="of the object, as it lies in the store")
    codec: Codec
    width: int = Field(ge=1)
    height: int = Field(ge=1)
    purpose: RecordingPurpose
    object: str = Field(description="its name in the store")
    recovered: bool = Field(default=False, description="its end was lost in a crash of ingest")
    sound: SoundCodec | None = Field(default=None, description="left out: there is no sound in it")
    late: bool = Field(default=False, description="recorded elsewhere and brought in afterwards")
    ended: SegmentEnd | None = Field(
        default=None,
        description="`source`: the camera's run ended, `failure` says how; `stopped`: its worker pulls it no "
        "longer; `footage`: what is late has a gap here, or its end; left out: unknown",
    )
    failure: ReasonKind | None = None
    origin: LateOrigin | None = Field(default=None, description="of what is late")
