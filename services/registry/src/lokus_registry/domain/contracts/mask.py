"""What lies over the measurement of a camera and hides it, as one sorted row of disjoint layers.

From below: approved exclusions, agreed maintenance, what both sides agreed after a dispute, time outside the
service hours, time outside the contract.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.period import Span, outside


class Layer(NamedTuple):
    """Time that counts as something whatever was measured; `why` names what says so."""

    start_ms: int
    end_ms: int
    counts: Counts
    why: str


def mask(
    period: Span, service: Sequence[Span], contracted: Sequence[Span], *overlays: Sequence[Layer]
) -> tuple[Layer, ...]:
    """One row of layers: `overlays` from below, then what is outside service hours and contract."""
    off_hours = [Layer(*gap, Counts.OFF_HOURS, "service-hours") for gap in outside(service, period)]
    elsewhere = [Layer(*gap, Counts.NOT_CONTRACTED, "contract") for gap in outside(contracted, period)]
    row: list[Layer] = []
    for above in (*overlays, off_hours, elsewhere):
        row = _over(disjoint(above), row)
    return tuple(row)


def disjoint(layers: Iterable[Layer]) -> list[Layer]:
    """Sorted, and where some overlap, the one that began first."""
    found: list[Layer] = []
    for layer in sorted(layers):
        begin = max(layer.start_ms, found[-1].end_ms) if found else layer.start_ms
        if begin < layer.end_ms:
            found.append(layer._replace(start_ms=begin))
    return found


def _over(above: Sequence[Layer], below: Sequence[Layer]) -> list[Layer]:
    """All of one row, and of the other what the first leaves free."""
    free: list[Layer] = []
    first = 0
    for layer in below:
        while first < len(above) and above[first].end_ms <= layer.start_ms:
            first += 1
        at, index = layer.start_ms, first
        while index < len(above) and above[index].start_ms < layer.end_ms:
            if above[index].start_ms > at:
                free.append(layer._replace(start_ms=at, end_ms=above[index].start_ms))
            at, index = above[index].end_ms, index + 1
        if at < layer.end_ms:
            free.append(layer._replace(start_ms=at))
    return sorted([*above, *free])
