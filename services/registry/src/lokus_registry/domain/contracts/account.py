"""The account of one camera over a period: what each millisecond of it counts as.

What was measured counts as it was, what nobody measured is unknown, and where a mask lies over it, time
counts as the mask says. The parts of an account always add up to its period.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from lokus_registry.domain.contracts.counting import ENDS_AN_OUTAGE, FAILING, Counts
from lokus_registry.domain.contracts.mask import Layer
from lokus_registry.domain.contracts.period import Span
from lokus_registry.domain.delivery.state import DeliveryState

_MEASURED: Final = {state: Counts(state) for state in DeliveryState}
_NOTHING_OVER: Final = Layer(2**63, 2**63, Counts.UNKNOWN, "")
"""Behind the last layer, for ever."""


Measured = tuple[int, int, DeliveryState, str | None]
"""The members of an `Interval`."""


class Interval(NamedTuple):
    """What was measured of a camera; the intervals of one are sorted and disjoint."""

    start_ms: int
    end_ms: int
    state: DeliveryState
    reason: str | None = None


class Intervals(NamedTuple):
    """The intervals of a camera by column: four lists are less to keep than a pair for each."""

    starts_ms: Sequence[int] = ()
    ends_ms: Sequence[int] = ()
    states: Sequence[DeliveryState] = ()
    reasons: Sequence[str | None] = ()

    @property
    def rows(self) -> Iterator[Measured]:
        """One after the other."""
        return zip(*self, strict=True)


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


Part = tuple[int, int, Counts, DeliveryState, str | None, str | None]
"""The members of a `Piece`."""


class Outage(NamedTuple):
    """A stretch without delivery: from its first failing moment to its last, and what of it counts."""

    start_ms: int
    end_ms: int
    repair_ms: int


@dataclass(frozen=True, slots=True)
class Account:
    """Milliseconds by what they count as (what is missing is 0), and the outages."""

    milliseconds: dict[Counts, int]
    outages: tuple[Outage, ...]
    delivering_ms: int
    """What was promised and delivered."""
    measured_ms: int
    """What was promised and measured."""

    @property
    def availability(self) -> Fraction | None:
        """Exactly what share of the measured time was delivering; None when nothing was measured."""
        return Fraction(self.delivering_ms, self.measured_ms) if self.measured_ms else None


def totalled(milliseconds: dict[Counts, int], outages: Iterable[Outage] = ()) -> Account:
    """The account with these parts."""
    delivering_ms = milliseconds.get(Counts.DELIVERING, 0)
    failing_ms = sum([milliseconds.get(counts, 0) for counts in FAILING])
    return Account(milliseconds, tuple(outages), delivering_ms, delivering_ms + failing_ms)


def parts(intervals: Iterable[Measured], period: Span, mask: Sequence[Layer]) -> Iterator[Part]:
    """The period cut into parts, each of which counts as one thing; `mask` is sorted and disjoint.

    Parts are plain tuples, the members of a `Piece`: a statement runs through millions of them.
    """
    measured = _measured(intervals, period)
    return _masked(measured, mask) if mask else measured


def pieces(intervals: Iterable[Measured], period: Span, mask: Sequence[Layer]) -> list[Piece]:
    """The same parts, with names to their members."""
    return [Piece._make(part) for part in parts(intervals, period, mask)]


def account(parts: Iterable[Part]) -> Account:
    """Add up the parts of a period, in their order."""
    milliseconds: dict[Counts, int] = {}
    outages: list[Outage] = []
    start_ms = end_ms = repair_ms = 0
    for start, end, counts, _, _, _ in parts:
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
    return totalled(milliseconds, outages)


def _measured(intervals: Iterable[Measured], period: Span) -> Iterator[Part]:
    """What was measured, and the unknown in between."""
    at, period_end = period
    for start, end, state, reason in intervals:
        begin = max(at, start)
        stop = min(period_end, end)
        if stop > begin:
            if begin > at:
                yield at, begin, Counts.UNKNOWN, DeliveryState.UNKNOWN, None, None
            yield begin, stop, _MEASURED[state], state, reason, None
            at = stop
    if at < period_end:
        yield at, period_end, Counts.UNKNOWN, DeliveryState.UNKNOWN, None, None


def _masked(measured: Iterable[Part], mask: Sequence[Layer]) -> Iterator[Part]:
    """The parts, cut where layers begin and end."""
    index, layers = 0, len(mask)
    for begin, end, counts, state, reason, why in measured:
        at = begin
        while at < end:
            while index < layers and mask[index][1] <= at:
                index += 1
            start, stop, over, cause = mask[index] if index < layers else _NOTHING_OVER
            if start > at:
                cut = min(end, start)
                yield at, cut, counts, state, reason, why
            else:
                cut = min(end, stop)
                yield at, cut, over, state, reason, cause
            at = cut
