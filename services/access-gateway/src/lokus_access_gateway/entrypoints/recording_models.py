"""The JSON of timelines."""

from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from lokus_proto.media import Codec
from lokus_proto.v1.footage import GapReason, RecordedSpan, RecordingGap, TimelineReply
from lokus_proto.v1.recording import RecordingMode, RecordingPurpose
from lokus_proto.v1.stream_state import ReasonKind


class _Stretch(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    start: AwareDatetime = Field(serialization_alias="from")
    until: AwareDatetime


class RecordingSpan(_Stretch):
    """Footage without a gap, of one run of the camera; `late`: brought in afterwards."""

    run: int
    frames: int
    size_bytes: int
    codec: Codec
    width: int
    height: int
    purpose: RecordingPurpose
    late: bool

    @classmethod
    def of(cls, span: RecordedSpan) -> Self:
        """The item of a span."""
        facts = span.model_dump(include=set(cls.model_fields) - {"start"})
        return cls(start=span.start, until=span.end, **facts)


class Gap(_Stretch):
    """Where nothing is recorded, and why; `failure`: how the camera failed, where that is the reason."""

    reason: GapReason
    failure: ReasonKind | None

    @classmethod
    def of(cls, gap: RecordingGap) -> Self:
        """The item of a gap."""
        return cls(start=gap.start, until=gap.end, reason=gap.reason, failure=gap.failure)


class Recordings(_Stretch):
    """What is recorded of a camera between two moments.

    `recorded_until`: the end of the newest segment that is closed; what is newer is told within some 90 s.
    `mode`: how the camera is recorded now. `next`: there was too much for one answer, ask from here on.
    """

    camera: str
    recorded_until: AwareDatetime | None
    mode: RecordingMode | None
    spans: list[RecordingSpan]
    gaps: list[Gap]
    next: AwareDatetime | None

    @classmethod
    def of(cls, camera: str, start: AwareDatetime, until: AwareDatetime, told: TimelineReply) -> Self:
        """The answer for a camera."""
        return cls(
            camera=camera,
            start=start,
            until=told.told_until or until,
            recorded_until=told.recorded_until,
            mode=told.mode,
            spans=[RecordingSpan.of(span) for span in told.spans],
            gaps=[Gap.of(gap) for gap in told.gaps],
            next=told.told_until,
        )
