"""When a stream's state is worth telling again: what a person would notice, not every rounding."""

from typing import Final

from lokus_proto.v1.stream_state import Measured, StreamState

NOTICEABLE_SHARE: Final = 0.2
_RATES: Final = frozenset({"fps", "bitrate_bps", "gop_seconds"})


def noticeable(told: StreamState, now: StreamState) -> bool:
    """Whether `now` differs from what was told last: any fact, or a rate by more than a fifth."""
    if told.model_copy(update={"measured": None}) != now.model_copy(update={"measured": None}):
        return True
    if told.measured is None or now.measured is None:
        return told.measured is not now.measured
    return _facts(told.measured) != _facts(now.measured) or any(
        _moved(getattr(told.measured, rate), getattr(now.measured, rate)) for rate in _RATES
    )


def _facts(measured: Measured) -> dict[str, object]:
    return measured.model_dump(exclude=set(_RATES))


def _moved(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is not after
    return abs(after - before) > NOTICEABLE_SHARE * max(before, after)
