"""What one stream did in the present period: spans in which nothing changed, and the pictures in each.

Times are monotonic seconds; only a closed period is told in milliseconds, less what lasted none. An attempt
after a failure counts as that failure still, so that a camera that is away is one span and not one for
each attempt.
"""

from dataclasses import dataclass

from lokus_ingest.domain.resolution import Resolution
from lokus_ingest.domain.standing import Standing
from lokus_proto.media import Codec
from lokus_proto.v1.delivery_report import CameraSpans, Span
from lokus_proto.v1.stream_state import Phase, ReasonKind


@dataclass(frozen=True, slots=True)
class Condition:
    """What holds throughout a span."""

    phase: Phase
    reason: ReasonKind | None = None
    codec: Codec | None = None
    size: Resolution | None = None

    @classmethod
    def of(cls, standing: Standing, codec: Codec | None, size: Resolution | None) -> "Condition":
        """What a standing amounts to."""
        if standing.phase is Phase.DELIVERING:
            return cls(Phase.DELIVERING, None, codec, size)
        if standing.phase is Phase.CONNECTING and standing.reason is not None:
            stalled = standing.reason is ReasonKind.STALLED
            return cls(Phase.STALLED if stalled else Phase.FAILED, standing.reason)
        return cls(standing.phase, standing.reason)


NOT_YET = Condition(Phase.CONNECTING)
"""Nobody has tried yet, or does so anew with another source."""

STOPPED = Condition(Phase.STOPPED)
"""Nobody is to pull it."""


class Spans:
    """Counts for one stream. `begun_seconds`: since when it is held."""

    def __init__(self, begun_seconds: float, condition: Condition = NOT_YET) -> None:
        self._begun_seconds = begun_seconds
        self._condition = condition
        self._frames = 0
        self._over: list[tuple[float, Condition, int]] = []
        self._ended_seconds: float | None = None

    @property
    def ended(self) -> bool:
        """Whether the stream is held no more."""
        return self._ended_seconds is not None

    def count(self) -> None:
        """An access unit came."""
        self._frames += 1

    def change(self, condition: Condition, now_seconds: float) -> None:
        """From now on this holds."""
        if condition != self._condition:
            self._finish(now_seconds)
            self._condition = condition

    def unmeasured(self, start_seconds: float, end_seconds: float) -> None:
        """What was between is not known; what changed since then is told in the order in which it came."""
        place = next((n for n, (at, _, _) in enumerate(self._over) if at > start_seconds), len(self._over))
        condition = self._over[place][1] if place < len(self._over) else self._condition
        if condition not in {NOT_YET, STOPPED}:
            frames, self._frames = (self._frames, 0) if place == len(self._over) else (0, self._frames)
            self._over[place:place] = [(start_seconds, condition, frames), (end_seconds, NOT_YET, 0)]

    def end(self, now_seconds: float) -> None:
        """The stream is held no more."""
        self._ended_seconds = now_seconds

    def close(self, camera: str, start_seconds: float, end_seconds: float) -> CameraSpans | None:
        """What happened since the period's start; the next begins. None if it was held for no time of it."""
        self._finish(end_seconds if self._ended_seconds is None else self._ended_seconds)
        over, self._over = self._over, []
        begun_seconds, self._begun_seconds = self._begun_seconds, end_seconds

        def milliseconds(moment_seconds: float) -> int:
            inside_seconds = min(max(moment_seconds, start_seconds), end_seconds)
            return round((inside_seconds - start_seconds) * 1000)

        from_ms = last_ms = milliseconds(begun_seconds)
        spans: list[Span] = []
        for until_seconds, condition, frames in over:
            until_ms = milliseconds(until_seconds)
            if until_ms > last_ms:
                spans.append(_span(condition, until_ms, frames))
                last_ms = until_ms
        return CameraSpans(camera=camera, from_ms=from_ms, spans=tuple(spans)) if spans else None

    def _finish(self, now_seconds: float) -> None:
        self._over.append((now_seconds, self._condition, self._frames))
        self._frames = 0


def _span(condition: Condition, until_ms: int, frames: int) -> Span:
    size = condition.size
    return Span(
        until_ms=until_ms,
        phase=condition.phase,
        frames=frames,
        width=size.width if size else None,
        height=size.height if size else None,
        codec=condition.codec,
        reason=condition.reason,
    )
