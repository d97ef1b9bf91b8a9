"""What ingest measures of one stream, published on every change and at least every 10 s."""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from lokus_proto.envelope import Message, Token
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName


class Phase(StrEnum):
    """Where a stream stands. `stopped`: disabled or removed, so nobody pulls it."""

    CONNECTING = "connecting"
    DELIVERING = "delivering"
    STALLED = "stalled"
    FAILED = "failed"
    STOPPED = "stopped"


class ReasonKind(StrEnum):
    """Why a stream is not delivering; a closed set, for metrics and for the service ledger."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    NOT_RTSP = "not_rtsp"
    NOT_FOUND = "not_found"
    AUTHENTICATION = "authentication"
    FORBIDDEN = "forbidden"
    BUSY = "busy"
    TRANSPORT = "transport"
    NO_VIDEO = "no_video"
    CODEC = "codec"
    STALLED = "stalled"
    ENDED = "ended"
    CREDENTIALS = "credentials"
    ADDRESS = "address"
    OTHER = "other"


class Reader(StrEnum):
    """What reads a camera. `rtsp`: ingest's own reader, RTSP over TCP; `pyav`: FFmpeg's, for all else."""

    RTSP = "rtsp"
    PYAV = "pyav"


class RecordingState(StrEnum):
    """Whether a stream is recorded now.

    `waiting`: it would be, but no event goes on or no picture comes; `refused`: the disk takes nothing.
    """

    OFF = "off"
    WAITING = "waiting"
    RECORDING = "recording"
    REFUSED = "refused"


class Measured(BaseModel):
    """Facts of a delivering stream, taken from its access units, not from what the camera claims."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    codec: Codec
    width: int = Field(ge=0)
    height: int = Field(ge=0)
    fps: float = Field(ge=0, description="access units per second over the last 5 s")
    bitrate_bps: int = Field(ge=0, description="over the last 5 s")
    gop_seconds: float | None = Field(default=None, description="between the last two key frames")
    reordered: bool = Field(default=False, description="has B-frames: browsers would stutter")
    gaps: int | None = Field(default=None, ge=0, description="losses between pictures in this run")
    lost_packets: int | None = Field(
        default=None, ge=0, description="in this session; null where the reader cannot tell"
    )
    jitter_ms: float | None = Field(
        default=None, ge=0, description="of the arrival of pictures, computed as in RFC 3550, 6.4.1"
    )
    clock_drift_ppm: int | None = Field(
        default=None,
        description="how much faster than ours the camera's clock runs; null in a run's first minute",
    )
    key_frame_age_seconds: float | None = Field(default=None, ge=0, description="since the last key frame")


class StreamState(Message):
    """The state of one stream of one camera; the newest stands, and none of an older epoch."""

    TYPE: ClassVar[str] = "lokus.stream.measured.v1"
    SCHEMA: ClassVar[str] = "stream-state"

    camera: Token
    stream: StreamName
    phase: Phase
    since: AwareDatetime
    run: int | None = None
    reason: ReasonKind | None = None
    detail: str | None = Field(default=None, description="one sentence for a person; no secret in it")
    next_attempt_at: AwareDatetime | None = None
    measured: Measured | None = None
    readers: int = Field(default=0, ge=0, description="live interests")
    epoch: int = Field(default=0, ge=0, description="a later owner of the camera has the higher one")
    worker: Token | None = Field(default=None, description="the ingest worker that has the camera")
    device_clock_offset_seconds: float | None = Field(
        default=None, description="the ONVIF device's clock less ours, where its events are read"
    )
    reader: Reader | None = Field(default=None, description="what reads the camera, while one does")
    recording: RecordingState | None = Field(
        default=None, description="whether it is recorded; null where nothing is"
    )
