"""What is recorded of a stream, and why the rest is not."""

from datetime import datetime
from typing import Final

from lokus_ingest.application.recording.policies import Policies
from lokus_ingest.application.recording.ports import Footage
from lokus_ingest.domain.recording.recorded import Known, gaps, spans
from lokus_ingest.domain.stream_key import StreamKey
from lokus_kit.clock import Clock
from lokus_proto.v1.footage import TimelineReply

MOST_SPANS: Final = 1000
"""In one answer: with as many gaps some 500 kB, which any bus takes."""


class Timelines:
    """Reads the index; what only the policy knows, it asks of that."""

    def __init__(self, footage: Footage, policies: Policies, clock: Clock) -> None:
        self._footage = footage
        self._policies = policies
        self._clock = clock

    async def timeline(self, key: StreamKey, start: datetime, end: datetime) -> TimelineReply:
        """Of a stretch of time; a segment that reaches over its edge is told whole."""
        found = await self._footage.segments(key, start, end)
        within = [each for each in found if each.start < end and each.end > start]
        shown, told_until = spans(within), None
        if len(shown) > MOST_SPANS:
            told_until = end = shown[MOST_SPANS].start
            within = [each for each in within if each.start < end]
            shown = spans(within)
        retention_hours = self._policies.retention_hours(key)
        known = Known(
            before=await self._footage.newest_before(key, start),
            mode=None if retention_hours is None else self._policies.of(key).mode,
            retention_hours=retention_hours,
            now=self._clock.now(),
        )
        return TimelineReply(
            spans=tuple(shown),
            gaps=tuple(gaps(within, start, end, known)),
            recorded_until=max((each.end for each in within), default=None),
            mode=known.mode,
            told_until=told_until,
        )
