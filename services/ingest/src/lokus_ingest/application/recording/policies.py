"""Which cameras are recorded, and how: what the registry said last. A change restarts no stream."""

from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraSource
from lokus_proto.v1.recording import RecordingPolicy

OFF = RecordingPolicy()


class Policies:
    """One entry a camera that is recorded. Recorded is `main`, or the only stream that there is."""

    def __init__(self) -> None:
        self._of: dict[StreamKey, RecordingPolicy] = {}
        self._retention_hours: dict[tuple[str, str], int] = {}

    def learn(self, tenant: str, camera: CameraSource) -> None:
        """Take over what the registry says of a camera."""
        names = {source.name for source in camera.streams}
        recorded = StreamName.MAIN if StreamName.MAIN in names else StreamName.SUB
        for name in StreamName:
            self._of.pop(StreamKey(tenant, camera.id, name), None)
        kept = OFF if camera.recording is None else camera.recording
        self._retention_hours[tenant, camera.id] = kept.retention_hours
        if camera.recording is not None and not camera.removed:
            self._of[StreamKey(tenant, camera.id, recorded)] = camera.recording

    def of(self, key: StreamKey) -> RecordingPolicy:
        """How a stream is recorded now."""
        return self._of.get(key, OFF)

    def retention_hours(self, key: StreamKey) -> int | None:
        """How long its recordings stay; None as long as nobody told of the camera."""
        return self._retention_hours.get((key.tenant, key.camera))
