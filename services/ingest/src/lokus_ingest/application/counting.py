"""What every stream that ingest holds delivers, counted from the moment it is held until it no longer is.

A stream's counts outlive its work: a changed source begins new work and breaks no period.
"""

from lokus_ingest.domain.periods import Period
from lokus_ingest.domain.spans import STOPPED, Spans
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import Clock
from lokus_proto.subjects import StreamName
from lokus_proto.v1.delivery_report import CameraSpans


class Counting:
    """Owned by the event loop."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._spans: dict[StreamKey, Spans] = {}

    def of(self, key: StreamKey) -> Spans:
        """The counts of a stream, which is held from now on if it was not."""
        spans = self._spans.get(key)
        if spans is None or spans.ended:
            spans = self._spans[key] = Spans(self._clock.monotonic_seconds())
        return spans

    def stop(self, key: StreamKey, *, held: bool) -> None:
        """Nobody is to pull it: it is disabled, or, if it is not `held`, gone."""
        now_seconds = self._clock.monotonic_seconds()
        if held:
            self.of(key).change(STOPPED, now_seconds)
        elif key in self._spans:
            self._spans[key].end(now_seconds)

    def absent(self, start_seconds: float, end_seconds: float) -> None:
        """Nothing was measured in that time: this process was away."""
        for spans in self._spans.values():
            spans.unmeasured(start_seconds, end_seconds)

    def close(self, period: Period) -> dict[str, list[CameraSpans]]:
        """What the streams `main` did in a period, by tenant; the next begins."""
        found: dict[str, list[CameraSpans]] = {}
        for key, spans in list(self._spans.items()):
            closed = spans.close(key.camera, period.began_seconds, period.ended_seconds)
            if closed is not None and key.stream is StreamName.MAIN:
                found.setdefault(key.tenant, []).append(closed)
            if spans.ended:
                del self._spans[key]
        return found
