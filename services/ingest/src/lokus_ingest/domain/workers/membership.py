"""Which workers there are: what each says of itself, and who has been silent for too long.

Silence is measured on our own clock, from the last heartbeat that we saw, so no two clocks are ever
compared. While nothing comes at all, not even what we say ourselves, it is we who are cut off: then nobody
is declared gone, and after it everybody has the whole time again to be heard.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

HEARTBEAT_SECONDS: Final = 1.0
GONE_SECONDS: Final = 4.0
CUT_OFF_SECONDS: Final = 2.5
"""More than two heartbeats of our own."""


@dataclass(frozen=True, slots=True)
class Member:
    """One worker as it says it is. `since` tells two processes apart that use one name."""

    weight: float
    since: datetime
    draining: bool = False


@dataclass(frozen=True, slots=True)
class _Heard:
    member: Member
    at_seconds: float


class Membership:
    """The workers in sight. All times are of one clock that only goes forward."""

    def __init__(self) -> None:
        self._heard: dict[str, _Heard] = {}
        self._last_seconds = float("-inf")
        self.sequence = 0

    def hear(self, name: str, member: Member, sequence: int, now_seconds: float) -> None:
        """A worker said that it is there, at that place of the bucket."""
        self._note(sequence, now_seconds)
        self._heard[name] = _Heard(member, now_seconds)

    def leave(self, name: str, sequence: int, now_seconds: float) -> None:
        """A worker said that it is gone."""
        self._note(sequence, now_seconds)
        self._heard.pop(name, None)

    def get(self, name: str) -> Member | None:
        """What a worker said last, while it is in sight."""
        heard = self._heard.get(name)
        return None if heard is None else heard.member

    def in_sight(self, now_seconds: float) -> dict[str, Member]:
        """All workers that are there, draining ones too; forgets those that are gone."""
        judged_seconds = min(now_seconds, self._last_seconds + CUT_OFF_SECONDS)
        self._heard = {
            name: heard
            for name, heard in self._heard.items()
            if judged_seconds - heard.at_seconds < GONE_SECONDS
        }
        return {name: heard.member for name, heard in self._heard.items()}

    def owners(self, now_seconds: float) -> dict[str, float]:
        """Those that cameras may belong to, with their weights."""
        members = self.in_sight(now_seconds)
        return {name: each.weight for name, each in members.items() if not each.draining}

    def _note(self, sequence: int, now_seconds: float) -> None:
        if now_seconds - self._last_seconds > CUT_OFF_SECONDS:
            self._heard = {
                name: replace(heard, at_seconds=now_seconds) for name, heard in self._heard.items()
            }
        self._last_seconds = now_seconds
        self.sequence = max(self.sequence, sequence)
