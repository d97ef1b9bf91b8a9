"""Camera records off the bus: each changes what the fleet watches."""

from lokus_analytics.application.fleet import Fleet
from lokus_analytics.domain.watched import watched_camera
from lokus_kit.follow import Kept
from lokus_proto import subjects
from lokus_proto.envelope import open_envelope
from lokus_proto.v1.camera import CameraRecord


class CameraRecords:
    """The handler of the kept plane of camera records."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet

    async def handle(self, kept: Kept) -> None:
        """Take one record; ValueError if it is malformed."""
        _, tenant, camera, _ = subjects.parse(kept.subject)
        record = open_envelope(kept.payload, CameraRecord).data
        if record.id != camera:
            raise ValueError(f"the record on the subject of {camera} is about {record.id}")
        self._fleet.learn(tenant, camera, watched_camera(tenant, record))
