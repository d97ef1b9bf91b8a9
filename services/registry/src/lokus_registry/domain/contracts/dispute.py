"""Disputes about a statement: one side says what some time of a camera should count as, the other decides.

`opened -> answered -> upheld | rejected`, or withdrawn by who opened it. What is upheld lies over all else
in the next revision of the statement.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from lokus_kit.errors import Conflict, Forbidden, Invalid
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.period import epoch_ms, month_span
from lokus_registry.domain.policy.contracts import Side

CLAIMABLE: Final = (Counts.DELIVERING, Counts.OFFLINE, Counts.EXCLUDED)
"""It delivered; it did not; it was nobody's fault."""


class DisputeState(StrEnum):
    """A closed set."""

    OPENED = "opened"
    ANSWERED = "answered"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


OPEN: Final = (DisputeState.OPENED, DisputeState.ANSWERED)
_EDGES: Final = {
    DisputeState.OPENED: (
        DisputeState.ANSWERED,
        DisputeState.UPHELD,
        DisputeState.REJECTED,
        DisputeState.WITHDRAWN,
    ),
    DisputeState.ANSWERED: (DisputeState.UPHELD, DisputeState.REJECTED, DisputeState.WITHDRAWN),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """What one side says of some time of a camera in a statement, and what the other answered."""

    id: str
    statement: str
    camera: str
    starts_at: datetime
    ends_at: datetime
    claim: str
    counts_as: Counts
    evidence: tuple[str, ...]
    state: DisputeState
    side: Side
    opened_by: str
    opened_at: datetime
    answered_by: str | None = None
    answered_at: datetime | None = None
    answer: str | None = None


def check_claim(dispute: Dispute, month: date) -> None:
    """Invalid when it is of no time, of another month, or claims what cannot be claimed."""
    span = month_span(month)
    if not span.start_ms <= epoch_ms(dispute.starts_at) < epoch_ms(dispute.ends_at) <= span.end_ms:
        raise Invalid(f"from, to: must lie within {month:%Y-%m}, and `from` before `to`", reason="period")
    if dispute.counts_as not in CLAIMABLE:
        told = ", ".join(CLAIMABLE)
        raise Invalid(f"counts_as: one of {told}", reason="counts-as")


def decided(
    dispute: Dispute, to: DisputeState, side: Side, by: str, at: datetime, word: str | None
) -> Dispute:
    """The dispute after an edge; Conflict when it is not legal, Forbidden when it is the other side's."""
    edges = _EDGES.get(dispute.state, ())
    if (side is dispute.side) != (to is DisputeState.WITHDRAWN):
        raise Forbidden(
            f"dispute {dispute.id} was opened by the {dispute.side}: the other side answers and decides, "
            "who opened it may withdraw it",
            reason="other-side",
        )
    if to not in edges:
        raise Conflict(
            f"dispute {dispute.id} is {dispute.state}: it cannot become {to}",
            reason="edge",
            state=dispute.state,
            edges=[edge.value for edge in edges],
        )
    return replace(dispute, state=to, answered_by=by, answered_at=at, answer=word or dispute.answer)
