"""What a span of a report says about the camera, held against the minimum that its contract names.

A camera keeps its minimum fps if at most one picture is missing in the span: spans are cut by the clock,
and a picture may fall on either side.
"""

from dataclasses import dataclass, replace
from typing import Final

from lokus_proto.v1.delivery_report import Span
from lokus_proto.v1.stream_state import Phase
from lokus_registry.domain.delivery.state import DeliveryState

DISABLED: Final = "disabled"
"""The reason of a camera that nobody is to pull."""

_NOTICEABLE_SHARE: Final = 0.2
_TELLING_MS: Final = 5_000
"""A shorter span says too little of the fps to correct what is known."""


@dataclass(frozen=True, slots=True)
class Minimum:
    """What a contract asks of a camera's pictures; 0 asks nothing."""

    fps: float = 0.0
    width: int = 0
    height: int = 0


NO_MINIMUM: Final = Minimum()


@dataclass(frozen=True, slots=True)
class Measure:
    """What a camera does. `fps` is that of the first span, corrected when it moves by more than a fifth."""

    state: DeliveryState
    reason: str | None = None
    width: int | None = None
    height: int | None = None
    codec: str | None = None
    fps: float | None = None

    def says_as(self, other: "Measure") -> bool:
        """Whether both are the same, the fps aside."""
        return (
            self.state is other.state
            and self.reason == other.reason
            and self.width == other.width
            and self.height == other.height
            and self.codec == other.codec
        )

    def corrected(self, newer: "Measure", length_ms: int) -> "Measure":
        """The same with the fps of `newer`, if that is worth it; else this very one."""
        if newer.fps is None or length_ms < _TELLING_MS:
            return self
        if self.fps is None or abs(newer.fps - self.fps) > _NOTICEABLE_SHARE * max(newer.fps, self.fps):
            return replace(self, fps=newer.fps)
        return self


def measure(span: Span, length_ms: int, minimum: Minimum) -> Measure | None:
    """What a span of that length says; None of a first attempt, before which nobody has measured anything.

    An attempt after a failure comes with that failure's reason.
    """
    match span.phase:
        case Phase.CONNECTING if span.reason is None:
            return None
        case Phase.DELIVERING:
            state = _state(span, length_ms, minimum)
            fps = round(span.frames * 1000 / length_ms, 2)
            return Measure(state, None, span.width, span.height, span.codec, fps)
        case Phase.STALLED:
            return Measure(DeliveryState.STALLED, span.reason)
        case Phase.STOPPED:
            return Measure(DeliveryState.OFFLINE, DISABLED)
        case _:
            return Measure(DeliveryState.OFFLINE, span.reason)


def _state(span: Span, length_ms: int, minimum: Minimum) -> DeliveryState:
    enough = (span.frames + 1) * 1000 >= minimum.fps * length_ms
    if enough and (span.width or 0) >= minimum.width and (span.height or 0) >= minimum.height:
        return DeliveryState.DELIVERING
    return DeliveryState.DEGRADED if span.frames or enough else DeliveryState.STALLED
