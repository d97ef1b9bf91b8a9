"""How recorded footage is asked for: a gateway asks, any ingest worker that reaches the store answers.

Request-reply on the command plane, and each request stands alone: a worker that goes in the middle of a clip
costs one question, which the next worker answers. `timeline` says what there is, `clip` what a clip is put
together of, `piece` asks for bytes of it. A piece is answered by bytes, not by JSON: the next stretch of the
clip, with `Lokus-Next-Byte` and `Lokus-Next-Skip` (what to ask for next; left out: the part is over) or with
`Lokus-Refusal` in its headers.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from lokus_proto.envelope import Message, Token
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.recording import RecordingMode, RecordingPurpose
from lokus_proto.v1.stream_state import ReasonKind

NEXT_BYTE: Final = "Lokus-Next-Byte"
NEXT_SKIP: Final = "Lokus-Next-Skip"
REFUSAL: Final = "Lokus-Refusal"

SEGMENT_PATTERN: Final = r"^(main|sub)/\d{4}-\d{2}-\d{2}/\d{2}/[0-9]{1,20}-[0-9]{1,20}\.mp4$"
"""A segment below the folder of its camera; the tenant and the camera are those of the subject."""

SegmentName = Annotated[str, StringConstraints(pattern=SEGMENT_PATTERN)]


class GapReason(StrEnum):
    """Why nothing is recorded of a time, as far as ingest can know.

    `source`: the camera did not deliver (`failure` says how its run ended); `worker`: ingest ended, died or
    handed the camera over; `off`: the policy; `no_event`: nothing was seen; `disk`: it was full or slow;
    `expired`: it is older than recordings stay; `pending`: a segment that is open may hold it yet.
    """

    SOURCE = "source"
    WORKER = "worker"
    OFF = "off"
    NO_EVENT = "no_event"
    DISK = "disk"
    EXPIRED = "expired"
    PENDING = "pending"
    UNKNOWN = "unknown"


class FootageRefusal(StrEnum):
    """Why a question about footage has no other answer; a closed set."""

    NOTHING_RECORDED = "nothing_recorded"
    STORE_AWAY = "store_away"
    CODEC_CHANGES = "codec_changes"
    UNREADABLE = "unreadable"
    GONE = "gone"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class RecordedSpan(_Part):
    """Footage without a gap, of one run: segments that adjoin."""

    start: AwareDatetime
    end: AwareDatetime
    run: int = Field(ge=0)
    segments: int = Field(ge=1)
    frames: int = Field(ge=1)
    size_bytes: int = Field(ge=1)
    codec: Codec
    width: int
    height: int
    purpose: RecordingPurpose
    late: bool = Field(default=False, description="recorded elsewhere and brought in afterwards")


class RecordingGap(_Part):
    """A stretch of the asked time of which nothing is recorded."""

    start: AwareDatetime
    end: AwareDatetime
    reason: GapReason
    failure: ReasonKind | None = None


class _Asked(Message):
    camera: Token
    stream: StreamName
    start: AwareDatetime
    end: AwareDatetime = Field(description="not included")


class TimelineRequest(_Asked):
    """Asks what is recorded of a stream between two moments."""

    TYPE: ClassVar[str] = "lokus.footage.timeline-requested.v1"
    SCHEMA: ClassVar[str] = "timeline-request"


class TimelineReply(Message):
    """Spans in the order of their starts; where late footage was brought in beside others, they overlap."""

    TYPE: ClassVar[str] = "lokus.footage.timeline-told.v1"
    SCHEMA: ClassVar[str] = "timeline-reply"

    spans: tuple[RecordedSpan, ...] = ()
    gaps: tuple[RecordingGap, ...] = ()
    recorded_until: AwareDatetime | None = Field(
        default=None,
        description="the end of the newest segment in the asked time; one that is open is not counted",
    )
    mode: RecordingMode | None = Field(default=None, description="the policy now; left out: not known")
    told_until: AwareDatetime | None = Field(
        default=None, description="what lies behind is too much for one answer: ask from here on"
    )
    refusal: FootageRefusal | None = None
    detail: str | None = None


class ClipRequest(_Asked):
    """Asks what a clip is put together of."""

    TYPE: ClassVar[str] = "lokus.footage.clip-requested.v1"
    SCHEMA: ClassVar[str] = "clip-request"

    floor: AwareDatetime | None = Field(
        default=None, description="no picture from before this, not even for the decoder's sake"
    )


class ClipTrack(_Part):
    """How one track of a part is moved, in the track's own ticks.

    `offset`: added to decoding times; `shift`: to composition offsets; `leave`: samples that are shown from
    this time of the segment on, at its end, stay out.
    """

    track: int = Field(ge=1)
    offset: int
    shift: int = 0
    leave: int | None = None
    entry: int = Field(default=1, ge=1, description="which sample entry of the clip describes it")
    prefix: bytes = Field(default=b"", description="in front of each key frame, parameter sets; base64")

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_bytes="base64", val_json_bytes="base64")


class ClipPart(_Part):
    """Whole fragments of one segment, from `start_byte` until before `end_byte`."""

    segment: SegmentName
    start_byte: int = Field(ge=0)
    end_byte: int = Field(ge=0)
    sequence: int = Field(ge=0, description="added to the numbers of its fragments")
    tracks: tuple[ClipTrack, ...]


class ClipReply(Message):
    """A clip: `opening`, then what each part gives."""

    TYPE: ClassVar[str] = "lokus.footage.clip-told.v1"
    SCHEMA: ClassVar[str] = "clip-reply"

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_bytes="base64", val_json_bytes="base64")

    start: AwareDatetime | None = Field(default=None, description="of the first picture that is shown")
    end: AwareDatetime | None = Field(default=None, description="of the last, with its duration")
    opening: bytes = Field(default=b"", description="`ftyp` and `moov`; base64")
    parts: tuple[ClipPart, ...] = ()
    size_bytes: int | None = Field(default=None, description="of the whole clip, where that is known")
    nearest: tuple[RecordedSpan, ...] = Field(
        default=(), description="where nothing is recorded: what lies before and behind, within a day"
    )
    refusal: FootageRefusal | None = None
    detail: str | None = None


class ClipPieceRequest(Message):
    """Asks for bytes of a part, from what the fragment at `byte` becomes on, less its first `skip` bytes."""

    TYPE: ClassVar[str] = "lokus.footage.piece-requested.v1"
    SCHEMA: ClassVar[str] = "clip-piece-request"

    camera: Token
    part: ClipPart
    byte: int = Field(ge=0)
    skip: int = Field(default=0, ge=0)
    most_bytes: int = Field(ge=1024, le=4 * 1024 * 1024, description="how large the answer may be")
