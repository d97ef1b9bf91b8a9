"""Which cameras are watched. A private zone never is: no picture of one may come to be."""

from dataclasses import dataclass

from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraRecord


@dataclass(frozen=True, slots=True)
class WatchedCamera:
    """A camera to watch, and by which of its streams."""

    tenant: str
    id: str
    stream: StreamName


def watched_camera(tenant: str, record: CameraRecord) -> WatchedCamera | None:
    """What to watch of a camera, or None; the small stream where there is one, for it is cheaper."""
    wanted = record.motion_analytics and record.enabled and not record.removed
    if not wanted or record.zone.private or not record.streams:
        return None
    stream = StreamName.SUB if StreamName.SUB in record.streams else StreamName.MAIN
    return WatchedCamera(tenant, record.id, stream)
