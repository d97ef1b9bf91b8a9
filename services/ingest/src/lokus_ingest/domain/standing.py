"""Where a stream stands, and since when: the phase, with the reason while it is not delivering.

`connecting` after a failure keeps that failure's reason, so that a camera that is away does not
look well every time it is tried again.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from lokus_ingest.domain.failure import SourceFailure
from lokus_proto.v1.stream_state import Phase, ReasonKind


@dataclass(frozen=True, slots=True)
class Standing:
    """One phase of a stream. `run` is set while it delivers; `next_attempt_at` while it waits."""

    phase: Phase
    since: datetime
    run: int | None = None
    reason: ReasonKind | None = None
    detail: str | None = None
    next_attempt_at: datetime | None = None

    @classmethod
    def new(cls, now: datetime) -> "Standing":
        """A stream that nobody has tried yet."""
        return cls(Phase.CONNECTING, now)

    def connecting(self, now: datetime) -> "Standing":
        """An attempt begins."""
        return Standing(Phase.CONNECTING, self._since(Phase.CONNECTING, now), None, self.reason, self.detail)

    def delivering(self, run: int, now: datetime) -> "Standing":
        """Access units of `run` come."""
        return Standing(Phase.DELIVERING, self._since(Phase.DELIVERING, now), run)

    def failed(self, failure: SourceFailure, now: datetime, next_attempt_at: datetime | None) -> "Standing":
        """An attempt or a run is over; no next attempt until the source changes if None."""
        phase = Phase.STALLED if failure.reason is ReasonKind.STALLED else Phase.FAILED
        return Standing(phase, self._since(phase, now), None, failure.reason, failure.detail, next_attempt_at)

    def put_off(self, next_attempt_at: datetime) -> "Standing":
        """Nothing changed but the time of the next attempt, which has to wait its turn."""
        return replace(self, next_attempt_at=next_attempt_at)

    @classmethod
    def stopped(cls, now: datetime) -> "Standing":
        """Nobody is to pull it."""
        return cls(Phase.STOPPED, now)

    def _since(self, phase: Phase, now: datetime) -> datetime:
        return self.since if phase is self.phase else now
