"""How a device is looked at before it is registered: the registry asks, one ingest worker answers.

Request-reply on `subjects.probe`; the workers share the requests. The reply says either what was
found (`report`) or why nothing was (`reason`, `detail`). No URL in it holds a user or a password,
and each names the host that was asked for, whatever the device says of itself.
"""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from lokus_proto.envelope import Message, Token
from lokus_proto.v1.event import EventKind


class ProbeReason(StrEnum):
    """Why a device could not be looked at; a closed set."""

    ADDRESS = "address"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    AUTHENTICATION = "authentication"
    FORBIDDEN = "forbidden"
    BUSY = "busy"
    NOT_ONVIF = "not_onvif"
    FAULT = "fault"
    CREDENTIALS = "credentials"
    NO_WORKER = "no_worker"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Encoder(_Part):
    """How a profile is set to encode; what the device does not say is left out."""

    codec: str = Field(description="h264, h265, jpeg, mpeg4, or what the device calls it, in lower case")
    width: int = Field(ge=0)
    height: int = Field(ge=0)
    fps: float | None = None
    bitrate_kbps: int | None = None
    gop_frames: int | None = Field(default=None, description="from key frame to key frame")


class ProbedProfile(_Part):
    """One media profile of the device."""

    token: str
    name: str
    encoder: Encoder | None = None
    stream_url: str | None = None
    snapshot_url: str | None = None


class ProbedMask(_Part):
    """A privacy mask that the device lays over its picture."""

    token: str
    enabled: bool


class ProbedCard(_Part):
    """What a device recorded itself, on a card as a rule, and gives out (Profile G). Its own times."""

    recordings: int = Field(ge=0)
    start: AwareDatetime | None = None
    until: AwareDatetime | None = None


class ProbeReport(_Part):
    """What a device is and offers. `main` and `sub` are tokens of the profiles to pull."""

    manufacturer: str | None = None
    model: str | None = None
    firmware: str | None = None
    serial: str | None = None
    device_url: str = Field(description="its ONVIF device service, as it was reached")
    clock_offset_seconds: float | None = Field(
        default=None, description="its clock less ours; left out when it does not tell the time"
    )
    profiles: tuple[ProbedProfile, ...] = ()
    main: str | None = None
    sub: str | None = None
    masks: tuple[ProbedMask, ...] | None = Field(
        default=None, description="left out: unknown, for the device cannot say"
    )
    events: tuple[EventKind, ...] | None = Field(
        default=None, description="kinds it can tell of; left out: unknown"
    )
    ptz: bool = False
    card: ProbedCard | None = Field(
        default=None, description="left out: it gives out nothing that it recorded, or does not say what"
    )
    notes: tuple[str, ...] = Field(default=(), description="what went wrong or is odd, a sentence each")


class ProbeRequest(Message):
    """Look at the device at an address, with credentials sealed as in `CameraSource`."""

    TYPE: ClassVar[str] = "lokus.probe.requested.v1"
    SCHEMA: ClassVar[str] = "probe-request"

    probe: Token
    address: str = Field(description="HOST, HOST:PORT, or the URL of the ONVIF device service")
    sealed_credentials: str | None = None


class ProbeReply(Message):
    """What came of it."""

    TYPE: ClassVar[str] = "lokus.probe.answered.v1"
    SCHEMA: ClassVar[str] = "probe-reply"

    probe: Token
    report: ProbeReport | None = None
    reason: ProbeReason | None = None
    detail: str | None = Field(default=None, description="one sentence for a person; no secret in it")
