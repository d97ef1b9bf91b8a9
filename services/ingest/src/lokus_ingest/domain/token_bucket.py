"""How often something may happen: tokens that come back steadily, a few of which may be saved.

In no stretch of T seconds are more than `burst + per_second * T` tokens taken. Times are monotonic seconds.
"""

from dataclasses import dataclass
from typing import Final

_ROUNDING: Final = 1e-9
"""A token that lacks only this is whole: sums of seconds are not exact."""
_STEADY_SHARE: Final = 0.9
_SAVED_SHARE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast tokens come back, and how many may be saved."""

    per_second: float
    burst: float = 1.0

    @classmethod
    def within(cls, per_second: float) -> "Pace":
        """Fewer than so many in any one second: nine tenths come evenly, and a twentieth may come at once.

        Saving a few lets whoever takes them late, as every timer does, make up for it. What is left over is
        for the way: what leaves evenly does not arrive so.
        """
        return cls(per_second * _STEADY_SHARE, max(1.0, per_second * _SAVED_SHARE))


class TokenBucket:
    """Full when it begins."""

    def __init__(self, pace: Pace, now_seconds: float) -> None:
        self._pace = pace
        self._tokens = pace.burst
        self._at_seconds = now_seconds

    def change(self, pace: Pace, now_seconds: float) -> None:
        """From now on at another pace; what was saved is kept as far as the new one allows."""
        self._refill(now_seconds)
        self._pace = pace
        self._tokens = min(self._tokens, pace.burst)

    def wait_seconds(self, now_seconds: float) -> float:
        """How long until there is a token; 0 when there is one."""
        self._refill(now_seconds)
        missing = 1.0 - self._tokens
        return 0.0 if missing <= _ROUNDING else missing / self._pace.per_second

    def take(self, now_seconds: float) -> None:
        """Take a token, for which nobody has to wait now."""
        self._refill(now_seconds)
        self._tokens -= 1.0

    def full(self, now_seconds: float) -> bool:
        """Whether it is as good as a new one."""
        self._refill(now_seconds)
        return self._tokens >= self._pace.burst

    def _refill(self, now_seconds: float) -> None:
        back = (now_seconds - self._at_seconds) * self._pace.per_second
        self._tokens = min(self._pace.burst, self._tokens + back)
        self._at_seconds = now_seconds
