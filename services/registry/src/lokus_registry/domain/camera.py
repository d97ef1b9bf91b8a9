"""Cameras: where each stands, who keeps it running and how its streams are reached."""

from dataclasses import dataclass, field
from enum import Enum

from lokus_kit.errors import Invalid
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import Transport
from lokus_proto.v1.recording import RecordingPolicy
from lokus_registry.domain.device_url import device_host
from lokus_registry.domain.stream_url import endpoint


@dataclass(frozen=True, slots=True)
class Stream:
    """One encoding that a camera offers, and where it is pulled from."""

    name: StreamName
    url: str
    transport: Transport = Transport.AUTO


@dataclass(frozen=True, slots=True)
class Onvif:
    """The ONVIF device behind a camera's streams; `events`: what it tells of becomes events."""

    url: str
    events: bool = False
    main_profile: str | None = None
    sub_profile: str | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a camera asks for. Never logged: neither member shows in `repr`."""

    username: str = field(repr=False)
    password: str = field(repr=False)


class Kept(Enum):
    """Said in place of credentials: leave those that are there."""

    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Camera:
    """One camera. `version` counts its published changes from 1 and goes on when an id is used again.

    `recording`: None as long as its owner never said how.
    """

    id: str
    name: str
    zone: str
    vendor: str | None
    streams: tuple[Stream, ...]
    sealed_credentials: str | None = field(default=None, repr=False)
    motion_analytics: bool = False
    enabled: bool = True
    latitude: float | None = None
    longitude: float | None = None
    onvif: Onvif | None = None
    recording: RecordingPolicy | None = None
    version: int = 0

    @property
    def credentials_set(self) -> bool:
        """Whether the camera is asked with credentials."""
        return self.sealed_credentials is not None


def check_streams(streams: tuple[Stream, ...]) -> None:
    """Invalid unless there is a stream, and no two of one name."""
    names = [stream.name for stream in streams]
    if not names or len(names) != len(set(names)):
        raise Invalid("streams: name at least one stream, `main` and `sub` once each at most")


def check_onvif(onvif: Onvif | None, streams: tuple[Stream, ...]) -> None:
    """Invalid unless the device is where the streams are: it is asked with the camera's credentials."""
    if onvif is not None and device_host(onvif.url) not in {endpoint(each.url)[0] for each in streams}:
        raise Invalid(
            "onvif.url: the device must be on the host of a stream, for it has the same credentials",
            reason="other-host",
        )


def shows_other_pictures(before: Camera, after: Camera) -> bool:
    """Whether some stream is pulled from where none of its name was pulled before."""
    known = {(stream.name, stream.url) for stream in before.streams}
    return not known.issuperset((stream.name, stream.url) for stream in after.streams)


def check_kept_credentials(before: Camera, after: Camera) -> None:
    """Invalid if credentials that nobody sent again would go to a host or port that never had them.

    Else whoever may change a camera, yet does not know its password, could have it sent to their server.
    """
    known = {endpoint(stream.url) for stream in before.streams}
    if before.credentials_set and not known.issuperset(endpoint(stream.url) for stream in after.streams):
        raise Invalid(
            "streams: the address changed, and credentials stay with the host and port they came for: "
            "send `credentials` again, or null to remove them",
            reason="credentials-needed",
        )
