"""`/v1/cameras`. Credentials go in and never come out: replies say only whether there are any."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AfterValidator, Field, SecretStr

from lokus_proto.envelope import Token
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import Transport
from lokus_proto.v1.recording import RecordingMode, RecordingPolicy, RecordingPurpose
from lokus_registry.application.camera_search import CameraSearch
from lokus_registry.application.cameras import Cameras
from lokus_registry.domain.area import CODE_PATTERN
from lokus_registry.domain.camera import Camera, Credentials, Kept, Onvif, Stream
from lokus_registry.domain.camera_filter import CameraFilter, ListedCamera
from lokus_registry.domain.delivery.state import DeliveryState
from lokus_registry.domain.device_url import MAX_LENGTH as DEVICE_URL_LENGTH
from lokus_registry.domain.device_url import check_device_url
from lokus_registry.domain.life.life import LivingCamera
from lokus_registry.domain.life.state import LifeState
from lokus_registry.domain.stream_url import MAX_LENGTH, check_stream_url
from lokus_registry.entrypoints.http.answers import (
    ALWAYS,
    ON_ONE,
    ON_REMOVE,
    mark_created,
    mark_tag,
    put_answers,
)
from lokus_registry.entrypoints.http.asking import AnId, AskedBy, Granted, Key, Part
from lokus_registry.entrypoints.http.bodies import (
    PRINTABLE,
    Body,
    Latitude,
    Longitude,
    Members,
    Name,
    Reply,
    list_answers,
    list_reply,
    shown_members,
)
from lokus_registry.entrypoints.http.exact import Flag

_Url = Annotated[
    str,
    Field(max_length=MAX_LENGTH, examples=["rtsp://192.0.2.10:554/stream1"]),
    AfterValidator(check_stream_url),
]


class StreamBody(Body):
    """Where one stream is pulled from; RTSP, RTMP or HTTP, and no user, password or token in the URL."""

    name: StreamName
    url: _Url
    transport: Transport = Transport.AUTO


class OnvifBody(Body):
    """The ONVIF device behind the streams, on the host of one of them, asked with `credentials`."""

    url: Annotated[
        str,
        Field(max_length=DEVICE_URL_LENGTH, examples=["http://192.0.2.10/onvif/device_service"]),
        AfterValidator(check_device_url),
    ]
    events: Annotated[Flag, Field(description="what the device tells of becomes events")] = False
    main_profile: Annotated[str, Field(max_length=64, pattern=PRINTABLE)] | None = None
    sub_profile: Annotated[str, Field(max_length=64, pattern=PRINTABLE)] | None = None


class RecordingBody(Body):
    """How the camera is recorded; only the owner of its site says so."""

    mode: Annotated[RecordingMode, Field(description="`event`: while something is seen, with the rolls")]
    pre_roll_seconds: Annotated[int, Field(ge=0, le=60)] = RecordingPolicy().pre_roll_seconds
    post_roll_seconds: Annotated[int, Field(ge=0, le=600)] = RecordingPolicy().post_roll_seconds
    retention_hours: Annotated[int, Field(ge=1, le=24 * 366)] = RecordingPolicy().retention_hours
    fetch_from_card: Annotated[
        Flag, Field(description="gaps are filled from what the camera kept on its card; needs `onvif`")
    ] = False
    purpose: RecordingPurpose = RecordingPurpose.SECURITY
    sound: Annotated[
        Flag, Field(description="whether what is said near the camera is recorded too; off unless said")
    ] = False


class CredentialsBody(Body):
    """What the camera asks for."""

    username: str = Field(min_length=1, max_length=256, pattern=PRINTABLE, examples=["viewer"])
    password: SecretStr = Field(max_length=256, examples=["correct horse"])


class WithCredentials(Body):
    """What tells credentials: new ones, that there are none (null), or, left out, those that are kept."""

    credentials: CredentialsBody | None = None

    def said_of_credentials(self) -> Credentials | Kept | None:
        """The credentials to use from now on, None for none, or that they stay."""
        if "credentials" not in self.model_fields_set:
            return Kept.KEPT
        if self.credentials is None:
            return None
        return Credentials(self.credentials.username, self.credentials.password.get_secret_value())


class CameraBody(WithCredentials):
    """A camera, registered by its vendor or by the owner of its site."""

    name: Annotated[Name, Field(examples=["Pintu masuk 1"])]
    zone: Annotated[Token, Field(examples=["tps-menteng-012-entrance"])]
    vendor: Annotated[Token, Field(description="organisation that keeps it running")] | None = None
    streams: Sequence[StreamBody] = Field(min_length=1, max_length=len(StreamName))
    credentials: CredentialsBody | None = Field(
        default=None,
        description="left out: those that are there stay, while every stream's host and port was among those "
        "of the streams before (else 422 `credentials-needed`: send them again); null: they are removed",
    )
    onvif: OnvifBody | None = None
    recording: Annotated[
        RecordingBody | None,
        Field(description="left out or null: it stays as it is; a new camera is not recorded"),
    ] = None
    motion_analytics: Flag = False
    enabled: Flag = True
    latitude: Latitude | None = None
    longitude: Longitude | None = None

    def camera(self, key: str) -> Camera:
        """As the domain has it, less the credentials."""
        return Camera(
            id=key,
            name=self.name,
            zone=self.zone,
            vendor=self.vendor,
            streams=tuple(Stream(each.name, each.url, each.transport) for each in self.streams),
            motion_analytics=self.motion_analytics,
            enabled=self.enabled,
            latitude=self.latitude,
            longitude=self.longitude,
            onvif=None if self.onvif is None else Onvif(**self.onvif.model_dump()),
            recording=None if self.recording is None else RecordingPolicy(**self.recording.model_dump()),
        )


class StreamReply(Reply):
    """Where one stream is pulled from."""

    name: StreamName
    url: str
    transport: Transport


class OnvifReply(Reply):
    """The ONVIF device behind the streams."""

    url: str
    events: bool
    main_profile: str | None
    sub_profile: str | None


class RecordingReply(Reply):
    """How the camera is recorded."""

    mode: RecordingMode
    pre_roll_seconds: int
    post_roll_seconds: int
    retention_hours: int
    fetch_from_card: bool
    purpose: RecordingPurpose
    sound: bool


class CameraReply(Reply):
    """A camera and its id. `version` counts the changes that were published."""

    id: str = Field(examples=["tps-menteng-012-1"])
    name: str
    zone: str
    vendor: str | None
    streams: Sequence[StreamReply]
    credentials_set: bool
    motion_analytics: bool
    enabled: bool
    latitude: float | None
    longitude: float | None
    onvif: OnvifReply | None
    recording: RecordingReply | None = Field(description="null as long as its owner never said how")
    version: int
    life: LifeState = Field(description="where it stands in its life; `GET .../life` tells who put it there")


class ListedCameraReply(CameraReply):
    """A camera in a list."""

    status: DeliveryState = Field(
        description="what it delivers now; `GET .../status` tells since when, and why"
    )


_OF_CAMERA = tuple(name for name in CameraReply.model_fields if name != "life")


def _reply(found: LivingCamera) -> CameraReply:
    return CameraReply.model_validate(_members(found.camera) | {"life": found.life})


def _listed_reply(found: ListedCamera) -> ListedCameraReply:
    states = {"life": found.life, "status": found.status}
    return ListedCameraReply.model_validate(_members(found.camera) | states)


def _members(camera: Camera) -> dict[str, Any]:
    return {name: getattr(camera, name) for name in _OF_CAMERA}


_Fields = Annotated[Members, Depends(shown_members(ListedCameraReply))]


async def _wanted(
    *,
    zone: AnId | None = None,
    site: AnId | None = None,
    area: Annotated[str | None, Query(pattern=CODE_PATTERN, description="it and all within it")] = None,
    owner: Annotated[AnId | None, Query(description="organisation that owns the site")] = None,
    vendor: AnId | None = None,
    life: LifeState | None = None,
    status: Annotated[DeliveryState | None, Query(description="what it delivers now")] = None,
    name: Annotated[
        str | None, Query(max_length=200, pattern=PRINTABLE, description="a part of the name, in any case")
    ] = None,
) -> CameraFilter:
    return CameraFilter(zone, site, area, owner, vendor, life, status, name)


def router(cameras: Cameras, search: CameraSearch) -> APIRouter:
    """The routes of cameras."""
    routes = APIRouter(prefix="/v1/cameras", tags=["cameras"], responses=ALWAYS)

    @routes.put("/{key}", summary="Create or replace, by vendor or owner", responses=put_answers(CameraReply))
    async def put(
        key: Key, body: CameraBody, caller: AskedBy, granted: Granted, response: Response
    ) -> CameraReply:
        found, created = await cameras.put(caller, body.camera(key), body.said_of_credentials(), granted)
        mark_created(response, created=created)
        mark_tag(response, found.camera)
        return _reply(found)

    @routes.get("/{key}", summary="Read one", responses=ON_ONE)
    async def get(key: Key, caller: AskedBy, response: Response) -> CameraReply:
        found = await cameras.get(caller, key)
        mark_tag(response, found.camera)
        return _reply(found)

    @routes.get("", summary="Read a page of those you may see", responses=list_answers(ListedCameraReply))
    async def page(
        caller: AskedBy, part: Part, wanted: Annotated[CameraFilter, Depends(_wanted)], members: _Fields
    ) -> Response:
        return list_reply(await search.page(caller, part, wanted), _listed_reply, members)

    @routes.delete("/{key}", summary="Remove", status_code=204, responses=ON_REMOVE)
    async def remove(key: Key, caller: AskedBy, granted: Granted) -> None:
        await cameras.remove(caller, key, granted)

    return routes
