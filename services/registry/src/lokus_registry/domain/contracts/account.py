"""The account of one camera over a period: what each millisecond of it counts as.

What was measured counts as it was, what nobody measured is unknown, and where a mask lies over it, time
counts as the mask says. The parts of an account always add up to its period.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, NamedTuple

from lokus_registry.domain.contracts.counting import ENDS_AN_OUTAGE, FAILING, Counts
from lokus_registry.domain.contracts.mask import Layer
from lokus_registry.domain.contracts.period import Span
from lokus_registry.domain.delivery.state import DeliveryState

_MEASURED: Final = {state: Counts(state) for state in DeliveryState}


class Interval(NamedTuple):
    """What was measured of a camera; the intervals of one are sorted and disjoint."""

    start_ms: int
    end_ms: int
    state: DeliveryState
    reason: str | None = None


class Piece(NamedTuple):
    """A part of the period: what was measured, what it counts as, and why that is something else."""

    start_ms: int
    end_ms: int
    counts: Counts
    measured: DeliveryState
    reason: str | None = None
    why: str | None = None

    @property
    def length_ms(self) -> int:
        """How long it is."""
        return self.end_ms - self.start_ms


class Outage(NamedTuple):
    """A stretch without delivery: from its first failing moment to its last, and what of it counts."""

    start_ms: int
    end_ms: int
    repair_ms: int


@dataclass(frozen=True, slots=True)
class Account:
    """Milliseconds by what they count as (what is missing is 0), and the outages."""

    milliseconds: dict[Counts, int]
    outages: tuple[Outage, ...] = field(default=())

    @property
    def delivering_ms(self) -> int:
        """What was promised and delivered."""
        return self.milliseconds.get(Counts.DELIVERING, 0)

    @property
    def measured_ms(self) -> int:
        """What was promised and measured."""
        return self.delivering_ms + sum(self.milliseconds.get(counts, 0) for counts in FAILING)

    @property
    def availability(self) -> Fraction | None:
        """Exactly what share of the measured time was delivering; None when nothing was measured."""
        return Fraction(self.delivering_ms, self.measured_ms) if self.measured_ms else None


def pieces(intervals: Sequence[Interval], period: Span, mask: Sequence[Layer]) -> list[Piece]:
    """The period cut into parts, each of which counts as one thing; `mask` is sorted and disjoint."""
    found: list[Piece] = []
    first = 0
    for part in _measured(intervals, period):
        while first < len(mask) and mask[first].end_ms <= part.start_ms:
            first += 1
        at = part.start_ms
        for start, end, counts, why in _touching(mask, first, part.end_ms):
            begin, stop = max(start, at), min(end, part.end_ms)
            if begin > at:
                found.append(part._replace(start_ms=at, end_ms=begin))
            found.append(part._replace(start_ms=begin, end_ms=stop, counts=counts, why=why))
            at = stop
        if at < part.end_ms:
            found.append(part._replace(start_ms=at))
    return found


def account(parts: Iterable[Piece]) -> Account:
    """Add up the parts of a period, in their order."""
    milliseconds: dict[Counts, int] = {}
    outages: list[Outage] = []
    start_ms = end_ms = repair_ms = 0
    for start, end, counts, *_ in parts:
        length_ms = end - start
        milliseconds[counts] = milliseconds.get(counts, 0) + length_ms
        if counts in FAILING:
            start_ms = start_ms if repair_ms else start
            end_ms, repair_ms = end, repair_ms + length_ms
        elif repair_ms and counts in ENDS_AN_OUTAGE:
            outages.append(Outage(start_ms, end_ms, repair_ms))
            repair_ms = 0
    if repair_ms:
        outages.append(Outage(start_ms, end_ms, repair_ms))
    return Account(milliseconds, tuple(outages))


def _measured(intervals: Sequence[Interval], period: Span) -> list[Piece]:
    found: list[Piece] = []
    at, unknown = period.start_ms, DeliveryState.UNKNOWN
    for start, end, state, reason in intervals:
        begin, stop = max(start, at), min(end, period.end_ms)
        if stop <= begin:
            continue
        if begin > at:
            found.append(Piece(at, begin, Counts.UNKNOWN, unknown))
        found.append(Piece(begin, stop, _MEASURED[state], state, reason))
        at = stop
    if at < period.end_ms:
        found.append(Piece(at, period.end_ms, Counts.UNKNOWN, unknown))
    return found


def _touching(mask: Sequence[Layer], first: int, end_ms: int) -> Iterator[Layer]:
    for index in range(first, len(mask)):
        if mask[index].start_ms >= end_ms:
            return
        yield mask[index]
