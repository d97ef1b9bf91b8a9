"""What the registry tells of a camera: the record for everybody, the source for ingest alone."""

from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from lokus_proto.envelope import Message, Token
from lokus_proto.subjects import StreamName
from lokus_proto.v1.recording import RecordingHold, RecordingPolicy


class SiteKind(StrEnum):
    """What a site is."""

    TPS = "tps"
    WAREHOUSE = "warehouse"
    RECAPITULATION = "recapitulation"
    OFFICE = "office"
    COMMAND_POST = "command_post"
    PUBLIC_PLACE = "public_place"


class Transport(StrEnum):
    """How RTP travels; `auto` tries TCP, then UDP."""

    AUTO = "auto"
    TCP = "tcp"
    UDP = "udp"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class SitePlace(_Part):
    """The site where a camera stands."""

    id: Token
    name: str
    kind: SiteKind


class ZonePlace(_Part):
    """The zone that a camera looks at. A private zone is never shared, under any grant."""

    id: Token
    name: str
    kind: str = Field(description="what the zone is, such as entrance, store, meeting_room")
    private: bool


class CameraRecord(Message):
    """A camera as the registry knows it; the newest version stands. A removed one stays as a mark."""

    TYPE: ClassVar[str] = "lokus.camera.recorded.v1"
    SCHEMA: ClassVar[str] = "camera-record"

    id: Token
    version: int = Field(ge=1, description="counts up with every change of what this record says")
    name: str
    owner: Token = Field(description="organisation that decides who sees it: the owner of the site")
    vendor: Token | None = Field(default=None, description="organisation that keeps it running")
    site: SitePlace
    zone: ZonePlace
    areas: tuple[str, ...] = Field(description="Kemendagri codes, province first, village last")
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    streams: tuple[StreamName, ...]
    motion_analytics: bool = False
    enabled: bool = True
    in_service: bool = Field(
        default=True,
        description="its owner has accepted it and put it in service; until then grants do not reach it",
    )
    removed: bool = False


class StreamSource(_Part):
    """Where one stream is pulled from. The URL holds no user and no password."""

    name: StreamName
    url: str
    transport: Transport = Transport.AUTO


class OnvifSource(_Part):
    """The device behind a camera's streams, asked with the camera's credentials."""

    url: str = Field(description="its ONVIF device service; no user and no password in it")
    events: bool = Field(default=False, description="ingest reads what it tells of, and raises events")
    main_profile: str | None = Field(default=None, description="token of the profile that `main` pulls")
    sub_profile: str | None = Field(default=None, description="the same of `sub`")


class CameraSource(Message):
    """How ingest reaches a camera.

    `sealed_credentials` is a Fernet token (over JSON `{"username", "password"}`) under the key that
    the registry and ingest share; nobody else can read it.
    """

    TYPE: ClassVar[str] = "lokus.camera.sourced.v1"
    SCHEMA: ClassVar[str] = "camera-source"

    id: Token
    version: int = Field(ge=1)
    streams: tuple[StreamSource, ...]
    sealed_credentials: str | None = None
    onvif: OnvifSource | None = None
    recording: RecordingPolicy | None = None
    holds: tuple[RecordingHold, ...] = Field(
        default=(),
        description="what of its recordings stays until the hold is lifted, also once it is removed; "
        "they do not count the version up",
    )
    enabled: bool = True
    removed: bool = False
