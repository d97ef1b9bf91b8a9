"""The recorders at work, so that an event finds those of its camera."""

from collections.abc import Callable

from lokus_ingest.application.recording.recorder import Recorder
from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.subjects import StreamName


class Recorders:
    """Makes the recorder of a stream, and knows the newest of each."""

    def __init__(self, make: Callable[[StreamKey], Recorder]) -> None:
        self._make = make
        self._of: dict[StreamKey, Recorder] = {}

    def of(self, key: StreamKey) -> Recorder:
        """A new recorder: the stream begins."""
        recorder = self._of[key] = self._make(key)
        return recorder

    def event_begins(self, tenant: str, camera: str, event: str) -> None:
        """Something began on a camera."""
        for name in StreamName:
            if (recorder := self._of.get(StreamKey(tenant, camera, name))) is not None:
                recorder.event_begins(event)

    def event_ends(self, tenant: str, camera: str, event: str) -> None:
        """It is over."""
        for name in StreamName:
            if (recorder := self._of.get(StreamKey(tenant, camera, name))) is not None:
                recorder.event_ends(event)
