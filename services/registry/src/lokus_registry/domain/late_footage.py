"""Late footage as it is brought to the registry: which camera's, from when, and under which id.

Its id is made of what the footage is, so that the same brought again is the same; the tenant is in it too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lokus_kit.errors import Invalid
from lokus_proto.subjects import StreamName
from lokus_proto.v1.late_footage import footage_id
from lokus_registry.domain.camera import Camera

_MARGIN: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class LateClaim:
    """What whoever brings a file says of it. `starts_at`: of its first picture, by the clock that made it."""

    name: str
    starts_at: datetime
    sha256: str
    clock_offset_milliseconds: int = 0
    frames_per_second: float | None = None

    @property
    def corrected_start(self) -> datetime:
        """When its first picture was taken."""
        return self.starts_at + timedelta(milliseconds=self.clock_offset_milliseconds)


def id_of(tenant: str, camera: str, stream: StreamName, claim: LateClaim) -> str:
    """Of a file with this content that begins then, for this stream."""
    offset, rate = claim.clock_offset_milliseconds, claim.frames_per_second
    return footage_id(tenant, camera, stream, claim.sha256, claim.starts_at, offset, rate)


def recorded_stream(camera: Camera) -> StreamName:
    """The stream that a camera's recordings are of: `main`, or the only one that there is."""
    names = {stream.name for stream in camera.streams}
    return StreamName.MAIN if StreamName.MAIN in names else StreamName.SUB


def check_start(claim: LateClaim, now: datetime) -> None:
    """Invalid if the footage begins in the future."""
    if claim.corrected_start > now + _MARGIN:
        raise Invalid(
            f"starts_at: it would begin at {claim.corrected_start.isoformat(timespec='seconds')}, which is "
            "still to come: name the time of the first picture with its time zone",
            reason="future",
        )
