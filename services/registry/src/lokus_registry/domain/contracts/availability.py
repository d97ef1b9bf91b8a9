"""How well some cameras delivered in any period, whichever contracts they were in.

While a camera is in a contract, its time counts as a statement of that contract counts it: service hours,
agreed maintenance, approved exclusions and upheld disputes lie over the measurement. In no contract, time
counts as it was measured. An outage is cut where the asked period begins and ends, and nowhere else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median_low

from lokus_registry.domain.area import lineage
from lokus_registry.domain.contracts.account import Account, Intervals, account, parts
from lokus_registry.domain.contracts.contract import Amendment, Contract, terms_in
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.dispute import Dispute
from lokus_registry.domain.contracts.mask import Layer, mask
from lokus_registry.domain.contracts.overlay import CameraLocus, Overlay
from lokus_registry.domain.contracts.period import (
    Span,
    clipped,
    epoch_ms,
    moment,
    month_span,
    next_month,
    outside,
    union,
)
from lokus_registry.domain.contracts.service_hours import service_spans


@dataclass(frozen=True, slots=True)
class ContractStay:
    """Time of a camera in a contract."""

    contract: str
    span: Span


@dataclass(frozen=True, slots=True)
class MeasuredCamera:
    """A camera: where it stands, when it was in which contract, and what was measured of it."""

    id: str
    site: str
    area: str
    stays: tuple[ContractStay, ...]
    intervals: Intervals


@dataclass(frozen=True, slots=True)
class Promise:
    """What a contract says of a period: when its cameras must deliver, and what lies over the measurement."""

    service: Sequence[Span]
    overlays: Sequence[Overlay]
    corrections: Sequence[Dispute]


def service_in(contract: Contract, amendments: Sequence[Amendment], period: Span) -> tuple[Span, ...]:
    """The service hours of a period, by the terms of each of its months."""
    found: list[Span] = []
    month = moment(period.start_ms).date().replace(day=1)
    while (whole := month_span(month)).start_ms < period.end_ms:
        hours = terms_in(contract, amendments, month).service_hours
        found += clipped(service_spans(hours, whole), period)
        month = next_month(month)
    return union(found)


class Availability:
    """Accounts of cameras over one period; `promises` holds every contract that they were in.

    With `only`, nothing counts but time in that contract.
    """

    def __init__(self, period: Span, promises: Mapping[str, Promise], only: str | None = None) -> None:
        self._period = period
        self._promises = promises
        self._only = only
        self._masks: dict[object, tuple[Layer, ...]] = {}

    def account(self, camera: MeasuredCamera) -> Account:
        """What each millisecond of the period counts as for a camera."""
        return account(parts(camera.intervals.rows, self._period, self._mask(camera)))

    def _mask(self, camera: MeasuredCamera) -> tuple[Layer, ...]:
        """Most cameras of a contract share one."""
        over = [
            (stay.span, _layer(each, each.counts))
            for stay in camera.stays
            for each in self._promises[stay.contract].overlays
            if _lies_over(each.locus, camera)
        ]
        corrected = [
            (stay.span, _layer(each, each.counts_as))
            for stay in camera.stays
            for each in self._promises[stay.contract].corrections
            if each.camera == camera.id
        ]
        key = (camera.stays, tuple(over), tuple(corrected))
        found = self._masks.get(key)
        if found is None:
            found = self._masks[key] = self._new_mask(camera.stays, over, corrected)
        return found

    def _new_mask(
        self,
        stays: Sequence[ContractStay],
        over: Iterable[tuple[Span, Layer]],
        corrected: Iterable[tuple[Span, Layer]],
    ) -> tuple[Layer, ...]:
        contracted = union(clipped((stay.span for stay in stays), self._period))
        promised = [
            span for stay in stays for span in clipped(self._promises[stay.contract].service, stay.span)
        ]
        free = outside(contracted, self._period)
        layers = [cut for span, layer in over for cut in _cut(layer, span)]
        return mask(
            self._period,
            union(clipped([*promised, *free], self._period)),
            (self._period,) if self._only is None else contracted,
            [layer for layer in layers if layer.counts is Counts.EXCLUDED],
            [layer for layer in layers if layer.counts is Counts.MAINTENANCE],
            [cut for span, layer in corrected for cut in _cut(layer, span)],
        )


@dataclass(slots=True)
class Sums:
    """Counts accounts in as they come."""

    cameras: int = 0
    measured_cameras: int = 0
    delivering_ms: int = 0
    measured_ms: int = 0
    milliseconds: dict[Counts, int] = field(default_factory=lambda: dict.fromkeys(Counts, 0))
    repairs_ms: list[int] = field(default_factory=list)

    def add(self, counted: Account) -> None:
        """Count a camera in."""
        self.cameras += 1
        self.measured_cameras += counted.measured_ms > 0
        self.delivering_ms += counted.delivering_ms
        self.measured_ms += counted.measured_ms
        for counts, length_ms in counted.milliseconds.items():
            self.milliseconds[counts] += length_ms
        self.repairs_ms += [outage.repair_ms for outage in counted.outages]

    @property
    def median_repair_ms(self) -> int | None:
        """Half of the outages took no longer; None without an outage."""
        return median_low(self.repairs_ms) if self.repairs_ms else None


def whole_seconds(milliseconds: Mapping[Counts, int]) -> dict[Counts, int]:
    """The same in whole seconds that add up to the whole, rounded down.

    Each is rounded down; the seconds that this leaves go to those with the largest remainders.
    """
    seconds = {counts: length_ms // 1000 for counts, length_ms in milliseconds.items()}
    left = sum(milliseconds.values()) // 1000 - sum(seconds.values())
    by_remainder = sorted(milliseconds, key=lambda counts: milliseconds[counts] % 1000, reverse=True)
    for counts in by_remainder[:left]:
        seconds[counts] += 1
    return seconds


def _lies_over(locus: CameraLocus, camera: MeasuredCamera) -> bool:
    return (
        camera.id in locus.cameras
        or camera.site in locus.sites
        or not set(lineage(camera.area)).isdisjoint(locus.areas)
    )


def _layer(source: Overlay | Dispute, counts: Counts) -> Layer:
    return Layer(epoch_ms(source.starts_at), epoch_ms(source.ends_at), counts, source.id)


def _cut(layer: Layer, to: Span) -> list[Layer]:
    """What of a layer lies within a span."""
    start_ms, end_ms = max(layer.start_ms, to.start_ms), min(layer.end_ms, to.end_ms)
    return [layer._replace(start_ms=start_ms, end_ms=end_ms)] if end_ms > start_ms else []
