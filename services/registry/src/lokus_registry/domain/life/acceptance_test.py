"""An acceptance test: what was expected of a camera, what ingest measured meanwhile, what follows from it.

A test lasts `seconds` from its start and is closed by the first state that ingest tells after that: as
every change of a stream is told, a stream that then delivers, since before the start and in the same run,
has delivered all the while. What nobody measured is neither passed nor failed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from lokus_proto.media import Codec
from lokus_proto.v1.stream_state import Measured, Phase, StreamState

MIN_SECONDS: Final = 5
MAX_SECONDS: Final = 600
CLOSING_SECONDS: Final = 15.0
"""How long after its end a test waits for the state that closes it; ingest tells one every 10 s."""

_ONE_PICTURE_FPS: Final = 0.2
"""One picture of the 5 s over which ingest counts: a clock cuts between two of them."""
_GOP_SLACK: Final = 1.02
"""Time stamps of pictures jitter, and the measure of a GOP with them."""


class Outcome(StrEnum):
    """Where a test stands."""

    QUEUED = "queued"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    UNMEASURED = "unmeasured"
    """We could not measure: nobody is blamed, and it is to be done again."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a camera has to deliver; None: that does not matter."""

    codecs: tuple[Codec, ...] | None = None
    min_width: int | None = None
    min_height: int | None = None
    min_fps: float | None = None
    max_gop_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A state of the camera's stream, and when ingest told it."""

    at: datetime
    state: StreamState


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that was looked at; `why` says what it failed for."""

    name: str
    expected: str
    seen: str
    passed: bool
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when a camera is watched."""

    start: datetime
    seconds: int

    @property
    def end(self) -> datetime:
        """The moment from which on a state closes the test."""
        return self.start + timedelta(seconds=self.seconds)

    def is_closed_by(self, told: Sequence[Told]) -> bool:
        """Whether all that can be known of it is known."""
        return any(each.at >= self.end for each in told)

    def is_given_up(self, now: datetime) -> bool:
        """Whether no state will come any more."""
        return now >= self.end + timedelta(seconds=CLOSING_SECONDS)


def evaluate(expected: Expected, period: Period, told: Sequence[Told]) -> tuple[Outcome, list[Criterion]]:
    """Judge what was told during a period, in its order."""
    if not period.is_closed_by(told):
        return Outcome.UNMEASURED, []
    measured = [each.state.measured for each in told if each.state.measured is not None]
    criteria = [_unbroken(period, told), *_of_pictures(expected, measured)]
    passed = all(criterion.passed for criterion in criteria)
    return Outcome.PASSED if passed else Outcome.FAILED, criteria


def _unbroken(period: Period, told: Sequence[Told]) -> Criterion:
    breaks = [each for each in told if not _delivers_since(each.state, period.start)]
    seen = "delivering all the while" if not breaks else _spelt(breaks[0].state)
    why = f"first at {breaks[0].at.isoformat()}" if breaks else None
    wanted = f"delivering for {period.seconds} s without a break"
    return Criterion("delivery", wanted, seen, not breaks, why)


def _delivers_since(state: StreamState, start: datetime) -> bool:
    return state.phase is Phase.DELIVERING and state.since <= start


def _spelt(state: StreamState) -> str:
    if state.phase is Phase.DELIVERING:
        return f"delivering only since {state.since.isoformat()}"
    return f"{state.phase} ({state.reason})" if state.reason is not None else state.phase.value


def _of_pictures(expected: Expected, measured: Sequence[Measured]) -> list[Criterion]:
    found = [
        _codec(expected.codecs, measured),
        _least("width", expected.min_width, [each.width for each in measured]),
        _least("height", expected.min_height, [each.height for each in measured]),
        _least("fps", expected.min_fps, [each.fps for each in measured], _ONE_PICTURE_FPS),
        _gop(expected.max_gop_seconds, measured),
    ]
    return [criterion for criterion in found if criterion is not None]


def _codec(wanted: tuple[Codec, ...] | None, measured: Sequence[Measured]) -> Criterion | None:
    if wanted is None:
        return None
    seen = sorted({each.codec for each in measured})
    return _judged("codec", " or ".join(wanted), ", ".join(seen), passed=set(seen) <= set(wanted))


def _least(name: str, bound: float | None, values: Sequence[float], slack: float = 0.0) -> Criterion | None:
    if bound is None:
        return None
    seen = f"{min(values):g}" if values else ""
    return _judged(name, f"at least {bound:g}", seen, passed=min(values, default=0.0) + slack >= bound)


def _gop(bound: float | None, measured: Sequence[Measured]) -> Criterion | None:
    if bound is None:
        return None
    values = [each.gop_seconds for each in measured if each.gop_seconds is not None]
    seen = f"{max(values):g} s" if values else ""
    longest = max(values, default=0.0)
    return _judged("gop", f"at most {bound:g} s", seen, passed=longest <= bound * _GOP_SLACK)


def _judged(name: str, wanted: str, seen: str, *, passed: bool) -> Criterion:
    if not seen:
        return Criterion(name, wanted, "nothing measured", passed=False, why="it was never measured")
    return Criterion(name, wanted, seen, passed, None if passed else f"{seen} is not {wanted}")
