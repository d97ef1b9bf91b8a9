"""Which cameras are recorded and how, and what of it stays: what the registry said last.

A change restarts no stream, unless it has sound recorded from now on, or no longer.
"""

from lokus_ingest.domain.heard import recorded_stream
from lokus_ingest.domain.recording.retention import Keeping
from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraSource
from lokus_proto.v1.recording import RecordingPolicy

OFF = RecordingPolicy()


class Policies:
    """One entry a camera that is recorded. Recorded is `main`, or the only stream that there is."""

    def __init__(self) -> None:
        self._of: dict[StreamKey, RecordingPolicy] = {}
        self._keeping: dict[tuple[str, str], Keeping] = {}
        self._recorded: dict[tuple[str, str], StreamName] = {}

    def learn(self, tenant: str, camera: CameraSource) -> None:
        """Take over what the registry says of a camera."""
        recorded = self._recorded[tenant, camera.id] = recorded_stream(camera)
        for name in StreamName:
            self._of.pop(StreamKey(tenant, camera.id, name), None)
        kept = OFF if camera.recording is None else camera.recording
        self._keeping[tenant, camera.id] = Keeping(kept.retention_hours, camera.holds)
        if camera.recording is not None and not camera.removed:
            self._of[StreamKey(tenant, camera.id, recorded)] = camera.recording

    def doubt(self, tenant: str, camera: str) -> None:
        """What the registry said of a camera last could not be read: it goes on, and nothing of it may go."""
        self._keeping.pop((tenant, camera), None)

    def of(self, key: StreamKey) -> RecordingPolicy:
        """How a stream is recorded now."""
        return self._of.get(key, OFF)

    def cameras(self) -> list[tuple[str, str]]:
        """Tenant and camera of all that were told of, also when they are gone."""
        return list(self._keeping)

    def recorded(self, tenant: str, camera: str) -> StreamName | None:
        """The stream of a camera that is recorded, if any is; None as long as nobody told of the camera."""
        return self._recorded.get((tenant, camera))

    def keeping(self, key: StreamKey) -> Keeping | None:
        """How long its recordings stay, and which are held; None as long as nobody told of the camera."""
        return self._keeping.get((key.tenant, key.camera))

    def retention_hours(self, key: StreamKey) -> int | None:
        """How long its recordings stay that nobody holds; None as long as nobody told of the camera."""
        kept = self.keeping(key)
        return None if kept is None else kept.retention_hours
