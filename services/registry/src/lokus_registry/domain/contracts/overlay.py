"""What a vendor asks to have laid over the measurement, and the buyer's answer.

A maintenance window is planned, and agreed before it begins. An exclusion is claimed with evidence,
before or after the fact. Both are `asked -> accepted | refused`, in words of their own, and may be withdrawn.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from lokus_kit.errors import Conflict, Invalid
from lokus_registry.domain.contracts.counting import Counts


class OverlayState(StrEnum):
    """A closed set: three words of windows, three of exclusions, and one of both."""

    PLANNED = "planned"
    AGREED = "agreed"
    REFUSED = "refused"
    CLAIMED = "claimed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ExclusionKind(StrEnum):
    """Why the vendor does not answer for some time; a closed set."""

    POWER = "power"
    FORCE_MAJEURE = "force_majeure"
    BUYER = "buyer"
    """The buyer's own doing."""


@dataclass(frozen=True, slots=True)
class CameraLocus:
    """Which of a contract's cameras: those named, those at the sites, those at sites in the areas."""

    cameras: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """Time of some cameras of a contract, who asked for it to be laid over, and the answer."""

    asked: ClassVar[OverlayState]
    accepted: ClassVar[OverlayState]
    refused: ClassVar[OverlayState]
    counts: ClassVar[Counts]

    id: str
    contract: str
    starts_at: datetime
    ends_at: datetime
    locus: CameraLocus
    why: str
    state: OverlayState
    asked_by: str
    asked_at: datetime
    answered_by: str | None = None
    answered_at: datetime | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceWindow(Overlay):
    """Planned by the vendor, agreed by the buyer before it begins."""

    asked = OverlayState.PLANNED
    accepted = OverlayState.AGREED
    refused = OverlayState.REFUSED
    counts = Counts.MAINTENANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion(Overlay):
    """Claimed by the vendor with evidence, approved by the buyer."""

    asked = OverlayState.CLAIMED
    accepted = OverlayState.APPROVED
    refused = OverlayState.REJECTED
    counts = Counts.EXCLUDED

    kind: ExclusionKind
    evidence: tuple[str, ...] = field(default=())


O = TypeVar("O", bound=Overlay)  # noqa: E741 (an overlay)


def check_overlay(overlay: Overlay) -> None:
    """Invalid when it is empty, or names no cameras, sites or areas."""
    if overlay.ends_at <= overlay.starts_at:
        raise Invalid("to: must be later than `from`", reason="period")
    locus = overlay.locus
    if not (locus.cameras or locus.sites or locus.areas):
        raise Invalid("cameras, sites, areas: name at least one", reason="locus")


def check_in_time(overlay: Overlay, now: datetime) -> None:
    """Conflict when a maintenance window has begun: it is agreed beforehand or not at all."""
    if isinstance(overlay, MaintenanceWindow) and overlay.starts_at <= now:
        raise Conflict(
            "maintenance is planned and agreed before it begins; time that has passed may be claimed as an "
            "exclusion, PUT /v1/exclusions",
            reason="too-late",
        )


def same_wish(one: Overlay, other: Overlay) -> bool:
    """Tell whether two ask for the same, whoever asked and whatever was answered."""
    return _wish(one) == _wish(other)


def answered(overlay: O, to: OverlayState, by: str, at: datetime, note: str | None) -> O:
    """The overlay after an edge; Conflict, with those there are, when it is not legal."""
    edges = _edges_from(overlay)
    if to not in edges:
        raise Conflict(
            f"{overlay.id} is {overlay.state}: it cannot become {to}",
            reason="edge",
            state=overlay.state,
            edges=[edge.value for edge in edges],
        )
    return replace(overlay, state=to, answered_by=by, answered_at=at, answer=note)


def _edges_from(overlay: Overlay) -> Sequence[OverlayState]:
    if overlay.state is overlay.asked:
        return (overlay.accepted, overlay.refused, OverlayState.WITHDRAWN)
    if overlay.state is overlay.accepted:
        return (OverlayState.WITHDRAWN,)
    return ()


def _wish(overlay: Overlay) -> dict[str, Any]:
    answers = {"state", "asked_by", "asked_at", "answered_by", "answered_at", "answer"}
    return {name: value for name, value in asdict(overlay).items() if name not in answers}
