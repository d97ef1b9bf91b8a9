"""Faults that come to cameras by chance: some leave for a time, some go silent on an open connection."""

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_MOST_NEIGHBOURS: Final = 10
_PAUSE_SECONDS: Final = (2.0, 8.0)
_LASTS_SECONDS: Final = (2.0, 60.0)


class Kind(StrEnum):
    """What happens to a camera."""

    LEAVES = "leaves"
    STALLS = "stalls"


@dataclass(frozen=True, slots=True)
class Fault:
    """Neighbouring cameras at fault, from one monotonic second to another."""

    kind: Kind
    cameras: range
    begins_seconds: float
    ends_seconds: float

    def explains(self, camera: int, begins_seconds: float, slack_seconds: float) -> bool:
        """Whether a gap of a camera that begins then comes of it; noticing it takes up to the slack."""
        return (
            camera in self.cameras
            and self.begins_seconds <= begins_seconds <= self.ends_seconds + slack_seconds
        )


def draw(chance: random.Random, cameras: int, now_seconds: float) -> Fault:
    """Draw the next fault; it begins after a pause."""
    first = chance.randrange(cameras)
    begins_seconds = now_seconds + chance.uniform(*_PAUSE_SECONDS)
    return Fault(
        chance.choice(list(Kind)),
        range(first, min(cameras, first + chance.randint(1, _MOST_NEIGHBOURS))),
        begins_seconds,
        begins_seconds + chance.uniform(*_LASTS_SECONDS),
    )
