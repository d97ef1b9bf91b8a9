"""Whether cameras may come into a contract: the vendor's, at the buyer's sites, one contract at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lokus_kit.errors import Invalid
from lokus_registry.domain.contracts.contract import Contract, Stay
from lokus_registry.domain.contracts.period import Span, epoch_ms

SHOWN_REFUSALS: Final = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """What must be known of a camera that shall stay in a contract."""

    camera: str
    vendor: str | None
    owner: str
    clashes_with: str | None
    """A contract in which it is at some of that time."""
    replaced_until: datetime | None
    """The end of its stay in this contract that begins at the same moment."""


@dataclass(frozen=True, slots=True)
class CameraStays:
    """A camera of a contract and its stays in it; `id` is the camera's."""

    id: str
    stays: Sequence[Stay]


def check_candidates(contract: Contract, stays: Sequence[Stay], candidates: Iterable[Candidate]) -> None:
    """Invalid lists the cameras that may not come in, and why."""
    known = {candidate.camera: candidate for candidate in candidates}
    refused = [
        {"camera": stay.camera, "detail": why}
        for stay in stays
        if (why := _why_not(contract, known.get(stay.camera))) is not None
    ]
    if refused:
        raise Invalid(
            f"{len(refused)} of {len(stays)} cameras may not come into contract {contract.id}, so none did; "
            f"the first: {refused[0]['camera']}: {refused[0]['detail']}",
            reason="cameras-refused",
            refused=refused[:SHOWN_REFUSALS],
        )


def changed_time(stays: Sequence[Stay], candidates: Iterable[Candidate]) -> Span | None:
    """The time in which the stays change who is in the contract; None when all are so already.

    All stays share one span, so what they change is of one piece.
    """
    ends = {candidate.camera: candidate.replaced_until for candidate in candidates}
    changes = [_change(stay, ends[stay.camera]) for stay in stays if ends[stay.camera] != stay.until]
    if not changes:
        return None
    starts, stops = zip(*changes, strict=True)
    return Span(epoch_ms(min(starts)), epoch_ms(max(stops)))


def _change(stay: Stay, ended: datetime | None) -> tuple[datetime, datetime]:
    if ended is None:
        return stay.since, stay.until
    return min(ended, stay.until), max(ended, stay.until)


def _why_not(contract: Contract, camera: Candidate | None) -> str | None:
    if camera is None:
        return "there is no such camera; PUT /v1/cameras/{id} first"
    if camera.vendor != contract.vendor:
        return f"its vendor is {camera.vendor or 'nobody'}, the contract's is {contract.vendor}"
    if camera.owner != contract.buyer:
        return f"it stands at a site of {camera.owner}, the contract's buyer is {contract.buyer}"
    if camera.clashes_with is not None:
        return f"it is in contract {camera.clashes_with} at some of that time: end that stay first"
    return None
