"""Footage on a camera's own card: which range of time is wanted, and under which id.

The id is made of camera and range, so that the same range asked for again is the same footage; what was
lacking then is asked for under another.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from lokus_kit.errors import Invalid
from lokus_proto.subjects import StreamName

LONGEST: Final = timedelta(hours=24)
_SHORTEST: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class CardClaim:
    """From when until when."""

    start: datetime
    until: datetime


def card_footage_id(tenant: str, camera: str, stream: StreamName, claim: CardClaim, attempt: int = 0) -> str:
    """Of this range of this stream."""
    start, until = (each.astimezone(UTC).isoformat() for each in (claim.start, claim.until))
    said = f"{tenant}/{camera}/{stream} {start} {until} {attempt}"
    return f"card-{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def check_range(claim: CardClaim, now: datetime) -> None:
    """Invalid if there can be no such footage, or too much of it."""
    if claim.until - claim.start < _SHORTEST:
        raise Invalid("until: it must be a second after `from` at least", reason="no-range")
    if claim.until - claim.start > LONGEST:
        raise Invalid(
            f"until: at most {LONGEST // timedelta(hours=1)} hours are fetched at a time: ask for less, and "
            "for the rest afterwards",
            reason="too-long",
        )
    if claim.until > now:
        raise Invalid("until: it is still to come: nothing of it is on a card yet", reason="future")
