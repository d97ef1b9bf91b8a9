"""When things happen. Who has no network tells later what happened, but nobody tells what is yet to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lokus_kit.errors import Invalid

LOOK_AROUND: Final = timedelta(minutes=30)
"""How long before and after a handover or an opening the pictures are worth a look."""


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment to another."""

    start: datetime
    end: datetime


def happened(at: datetime | None, now: datetime) -> datetime:
    """When it happened: as told, or now; Invalid when that is yet to come."""
    if at is not None and at > now:
        raise Invalid(
            f"at: {at.isoformat()} is yet to come, it is {now.isoformat(timespec='seconds')}: "
            "tell what has happened",
            reason="future",
        )
    return at or now


def around(start: datetime, end: datetime) -> Span:
    """What to look at around something that went on from `start` to `end`."""
    return Span(start - LOOK_AROUND, end + LOOK_AROUND)
