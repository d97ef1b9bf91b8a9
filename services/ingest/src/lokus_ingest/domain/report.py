"""When a stream's state is worth telling at once: what a person would act on, not every rounding.

`Glimpse` holds plain values, for it is taken of every stream every second; the state itself is built only
when it is told. What is not in it (the time of the next attempt, that an attempt is under way, jitter and
the like) is told with the next state, which is never far.
"""

from typing import Final, NamedTuple

from lokus_ingest.domain.spans import Condition
from lokus_proto.v1.stream_state import RecordingState

NOTICEABLE_SHARE: Final = 0.2


class Rates(NamedTuple):
    """What moves a little all the time."""

    fps: float
    bitrate_bps: int
    gop_seconds: float | None


class Glimpse(NamedTuple):
    """One look at a stream. `given_up`: it failed and is not tried again."""

    condition: Condition
    run: int | None
    detail: str | None
    given_up: bool
    readers: int
    reordered: bool
    recording: RecordingState | None
    rates: Rates | None


def noticeable(told: Glimpse, now: Glimpse) -> bool:
    """Whether `now` differs from what was told last: any fact, or a rate by more than a fifth."""
    if told[:-1] != now[:-1]:
        return True
    if told.rates is None or now.rates is None:
        return told.rates is not now.rates
    return any(_moved(before, after) for before, after in zip(told.rates, now.rates, strict=True))


def _moved(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is not after
    return abs(after - before) > NOTICEABLE_SHARE * max(before, after)
