"""A month's statement as it is computed, written down and read again.

A statement is a document of lines: the head (contract, month, terms, what was laid over the measurement),
a line for each camera in the order of their ids, and the totals. Each is canonical JSON: members sorted, no
spaces, UTF-8, times as milliseconds since 1970-01-01 UTC. The digest is the SHA-256 of the lines, each
with a line feed behind it. A camera's line holds what was measured of it, so whoever has the document
can count again.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from lokus_registry.domain.area import lineage
from lokus_registry.domain.contracts.account import Account, Intervals, Piece, account, parts, pieces
from lokus_registry.domain.contracts.contract import Contract
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.credit import Due, due, tariff
from lokus_registry.domain.contracts.dispute import Dispute
from lokus_registry.domain.contracts.mask import Layer, mask
from lokus_registry.domain.contracts.overlay import Overlay
from lokus_registry.domain.contracts.period import Span, epoch_ms, month_of, month_span
from lokus_registry.domain.contracts.service_hours import service_spans
from lokus_registry.domain.contracts.terms import Terms
from lokus_registry.domain.contracts.wording import terms_of, worded
from lokus_registry.domain.delivery.state import DeliveryState

METHOD: Final = 1
"""The rules of counting; another number whenever the same input would give another statement."""

_COLUMNS: Final = ("from", "to", "state", "reason")
"""The members of a line's `intervals`, each a list with an item for every interval."""
_ENCODER: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False
)


@dataclass(frozen=True, slots=True)
class CameraMonth:
    """A camera of a contract: where it stands, when it was in the contract, and what was measured of it."""

    camera: str
    site: str
    area: str
    stays: tuple[Span, ...]
    intervals: Intervals


@dataclass(frozen=True, slots=True)
class Line:
    """What a statement says of one camera; `text` is its line of the document."""

    camera: str
    delivering_ms: int
    measured_ms: int
    outages: int
    due: Due
    text: str


class Reckoner:
    """Counts the cameras of one contract for one month, by what the head of its statement says."""

    def __init__(self, head: Mapping[str, Any]) -> None:
        self.terms = terms_of(head["terms"])
        self.month = month_span(month_of(head["month"]))
        self.tariff = tariff(self.terms, self.month)
        self._service = service_spans(self.terms.service_hours, self.month)
        self._overlays = {each["id"]: each for each in head["overlays"]}
        self._corrections = head["corrections"]
        self._corrected = {each["camera"] for each in self._corrections}
        self._masks: dict[object, tuple[Layer, ...]] = {}

    def line(self, month: CameraMonth) -> tuple[Line, Account]:
        """The line of a camera, and the account that it is of."""
        overlays = self._over(month)
        layers = self._mask(month.camera, month.stays, overlays)
        counted = account(parts(month.intervals.rows, self.month, layers))
        owed = due(counted, self.tariff)
        text = canonical(
            {
                "camera": month.camera,
                "stays": month.stays,
                "overlays": overlays,
                "intervals": dict(zip(_COLUMNS, month.intervals, strict=True)),
                "ms": counted.milliseconds,
                "outages": counted.outages,
                "late_outages": owed.late_outages,
                "fee": owed.fee,
                "credit": owed.credit,
            }
        )
        numbers = (counted.delivering_ms, counted.measured_ms, len(counted.outages))
        return Line(month.camera, *numbers, owed, text), counted

    def pieces(self, line: Mapping[str, Any]) -> list[Piece]:
        """The month of a camera cut into parts, from what its line holds."""
        stays = tuple(Span(*each) for each in line["stays"])
        starts, ends, states, reasons = (line["intervals"][column] for column in _COLUMNS)
        intervals = Intervals(starts, ends, [DeliveryState(state) for state in states], reasons)
        return pieces(intervals.rows, self.month, self._mask(line["camera"], stays, line["overlays"]))

    def _over(self, month: CameraMonth) -> list[str]:
        if not self._overlays:
            return []
        areas = set(lineage(month.area))
        return [
            key
            for key, each in self._overlays.items()
            if month.camera in each["cameras"] or month.site in each["sites"] or areas & set(each["areas"])
        ]

    def _mask(self, camera: str, stays: tuple[Span, ...], overlays: Sequence[str]) -> tuple[Layer, ...]:
        """Most cameras of a contract share one."""
        key = (stays, tuple(overlays), camera if camera in self._corrected else None)
        found = self._masks.get(key)
        if found is None:
            found = self._masks[key] = self._new_mask(camera, stays, overlays)
        return found

    def _new_mask(self, camera: str, stays: tuple[Span, ...], overlays: Sequence[str]) -> tuple[Layer, ...]:
        over = [_layer(self._overlays[key], key) for key in overlays]
        corrections = [
            _layer(each, f"disputes/{each['dispute']}")
            for each in self._corrections
            if each["camera"] == camera
        ]
        excluded = [layer for layer in over if layer.counts is Counts.EXCLUDED]
        maintained = [layer for layer in over if layer.counts is Counts.MAINTENANCE]
        return mask(self.month, self._service, stays, excluded, maintained, corrections)


def head(
    contract: Contract,
    month: date,
    terms: Terms,
    overlays: Iterable[Overlay],
    upheld: Iterable[Dispute],
) -> dict[str, Any]:
    """What a statement is computed by; what is laid over stands in the order of ids."""
    return {
        "method": METHOD,
        "contract": {"id": contract.id, "buyer": contract.buyer, "vendor": contract.vendor},
        "month": f"{month:%Y-%m}",
        "terms": worded(terms),
        "overlays": [_overlay(each) for each in sorted(overlays, key=lambda each: (each.id, each.counts))],
        "corrections": [_correction(each) for each in sorted(upheld, key=lambda each: each.id)],
    }


def canonical(value: object) -> str:
    """JSON in the one way in which a statement writes it."""
    return _ENCODER.encode(value)


def _overlay(overlay: Overlay) -> dict[str, Any]:
    kind = "maintenance-windows" if overlay.counts is Counts.MAINTENANCE else "exclusions"
    return {
        "id": f"{kind}/{overlay.id}",
        "counts": overlay.counts,
        "from": epoch_ms(overlay.starts_at),
        "to": epoch_ms(overlay.ends_at),
        "cameras": sorted(overlay.locus.cameras),
        "sites": sorted(overlay.locus.sites),
        "areas": sorted(overlay.locus.areas),
    }


def _correction(dispute: Dispute) -> dict[str, Any]:
    return {
        "dispute": dispute.id,
        "camera": dispute.camera,
        "counts": dispute.counts_as,
        "from": epoch_ms(dispute.starts_at),
        "to": epoch_ms(dispute.ends_at),
    }


def _layer(words: Mapping[str, Any], why: str) -> Layer:
    return Layer(words["from"], words["to"], Counts(words["counts"]), why)
