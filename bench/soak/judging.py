"""What is to be made of a soak: gaps and whether a fault explains them, and how memory moved."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bench.fleet.deliveries import Heard
from bench.soak.faults import Fault
from lokus_proto.v1.recording import SegmentClosed
from lokus_proto.v1.stream_state import Phase

NOTICED_SECONDS: Final = 12.0
"""Within which ingest says that a camera is away."""
STUCK_SECONDS: Final = 30.0
"""A camera that is back for so long and does not deliver is stuck: no two attempts are so far apart."""
ADJOIN_SECONDS: Final = 0.5
"""Segments no further apart leave no gap."""
OPEN_SECONDS: Final = 90.0
"""So long before the end the last segment may end: the next is still open, or on its way to the store."""
LAST_PICTURE_SECONDS: Final = 1.0
"""So long before a fault the last picture may have been taken."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A camera that had delivered did not, for a time; `ends_seconds` is None while it lasts."""

    camera: int
    begins_seconds: float
    ends_seconds: float | None


def gaps_of(camera: int, heard: Sequence[Heard]) -> Iterator[Gap]:
    """Yield the gaps in what ingest said of a camera; a run that follows another at once is one too."""
    begins_seconds: float | None = None
    run: int | None = None
    for each in heard:
        if each.phase is not Phase.DELIVERING:
            if run is not None and begins_seconds is None:
                begins_seconds = each.at_seconds
            continue
        if run is not None and each.run != run:
            yield Gap(camera, begins_seconds or each.at_seconds, each.at_seconds)
        begins_seconds, run = None, each.run
    if begins_seconds is not None:
        yield Gap(camera, begins_seconds, None)


def gaps_recorded(
    camera: int,
    segments: Sequence[SegmentClosed],
    seconds_of: Callable[[datetime], float],
    begun_seconds: float,
    ended_seconds: float,
) -> Iterator[Gap]:
    """Yield the gaps in what is recorded of a camera; each begins when its fault can have been there.

    All is to be recorded from the one second to the other: what begins late or ends early is a gap, too.
    """
    reached_seconds = begun_seconds
    for each in sorted(segments, key=lambda each: each.start):
        if seconds_of(each.start) - reached_seconds > ADJOIN_SECONDS:
            yield Gap(camera, reached_seconds + LAST_PICTURE_SECONDS, seconds_of(each.start))
        reached_seconds = max(reached_seconds, seconds_of(each.end))
    if ended_seconds - reached_seconds > OPEN_SECONDS:
        yield Gap(camera, reached_seconds + LAST_PICTURE_SECONDS, None)


def unexplained(gaps: Sequence[Gap], faults: Sequence[Fault]) -> list[Gap]:
    """Return the gaps that no injected fault explains."""
    return [
        gap
        for gap in gaps
        if not any(fault.explains(gap.camera, gap.begins_seconds, NOTICED_SECONDS) for fault in faults)
    ]


def stuck(gaps: Sequence[Gap], faults: Sequence[Fault], now_seconds: float) -> list[Gap]:
    """Return the gaps that outlived the last fault which fell into them by too much."""
    return [
        gap
        for gap in gaps
        if (_end(gap, now_seconds) - _last_fault_seconds(gap, faults, now_seconds)) > STUCK_SECONDS
    ]


def slope_per_hour(samples: Mapping[float, float]) -> float:
    """Return by how much a value rises in an hour (least squares); keys are seconds."""
    middle = sum(samples) / len(samples)
    level = sum(samples.values()) / len(samples)
    spread = sum((at - middle) ** 2 for at in samples)
    return 3600 * sum((at - middle) * (value - level) for at, value in samples.items()) / spread


def _last_fault_seconds(gap: Gap, faults: Sequence[Fault], now_seconds: float) -> float:
    """When the camera was last at fault before the gap's end."""
    end_seconds = _end(gap, now_seconds)
    ends = (fault.ends_seconds for fault in faults if gap.camera in fault.cameras)
    return max(
        (min(end, end_seconds) for end in ends if end > gap.begins_seconds), default=gap.begins_seconds
    )


def _end(gap: Gap, now_seconds: float) -> float:
    return now_seconds if gap.ends_seconds is None else gap.ends_seconds
