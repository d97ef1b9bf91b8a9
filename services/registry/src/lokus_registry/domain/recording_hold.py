"""A hold: a range of a camera's time whose recordings stay until it is lifted.

Placed and lifted by the owner of the camera's site, each once, with who, when and why; a hold is never
changed otherwise and never removed, and it outlives its camera. `ends_at` None holds all from `starts_at` on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from lokus_identity.caller import Caller
from lokus_kit.errors import Conflict, Invalid
from lokus_proto.v1.recording import RecordingHold as ToldHold

SHORTEST: Final = timedelta(seconds=1)
OPEN_AT_MOST: Final = 100
"""Of one camera: all of them travel in one message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingHold:
    """One hold; `organisation` is the one for which it was placed."""

    id: str
    camera: str
    organisation: str
    starts_at: datetime
    ends_at: datetime | None
    reason: str
    case_reference: str | None
    placed_by: str
    placed_at: datetime
    lifted_by: str | None = None
    lifted_organisation: str | None = None
    lifted_at: datetime | None = None
    lift_reason: str | None = None

    @property
    def open(self) -> bool:
        """Whether it holds."""
        return self.lifted_at is None

    def lifted(self, caller: Caller, at: datetime, reason: str) -> "RecordingHold":
        """The same, lifted by the caller; Conflict if it was lifted before."""
        if self.lifted_at is not None:
            raise Conflict(
                f"hold {self.id} was lifted by {self.lifted_by} at {self.lifted_at:%Y-%m-%dT%H:%M:%SZ}: "
                "place another one if the recordings are to stay",
                reason="lifted",
            )
        return replace(
            self,
            lifted_by=caller.subject,
            lifted_organisation=caller.organisation,
            lifted_at=at,
            lift_reason=reason,
        )

    def told(self) -> ToldHold:
        """As ingest is told of it: without why, which is none of its business."""
        return ToldHold(id=self.id, start=self.starts_at, end=self.ends_at)


def check_range(starts_at: datetime, ends_at: datetime | None) -> None:
    """Invalid when it is empty, or shorter than a second."""
    if ends_at is not None and ends_at - starts_at < SHORTEST:
        raise Invalid(
            "until: must be at least a second later than `from`; leave it out to hold all from then on",
            reason="period",
        )


def same_hold(standing: Iterable[RecordingHold], wanted: RecordingHold) -> RecordingHold | None:
    """The open one that holds the same for the same reason: sending it again places no second."""
    return next((each for each in standing if _wish(each) == _wish(wanted)), None)


def check_number(standing: int, camera: str) -> None:
    """Conflict when a camera has as many open holds as it may."""
    if standing >= OPEN_AT_MOST:
        raise Conflict(
            f"camera {camera} has {standing} open holds, the most there may be: lift some, or hold a longer "
            "range instead of many short ones",
            reason="too-many",
        )


def _wish(hold: RecordingHold) -> tuple[object, ...]:
    return (
        hold.camera,
        hold.organisation,
        hold.starts_at,
        hold.ends_at,
        hold.reason,
        hold.case_reference,
    )
