"""A figure: what one bench found, the bar it is held to, and what it was the last time."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; less is better. A bar of None is a figure for the record only."""

    bench: str
    metric: str
    value: float
    unit: str
    bar: float | None = None
    baseline: float | None = None
    note: str = ""

    @property
    def ok(self) -> bool:
        """Whether the bar is met."""
        return self.bar is None or self.value <= self.bar

    @property
    def ratio(self) -> float | None:
        """The value as a multiple of the last one recorded."""
        return round(self.value / self.baseline, 3) if self.baseline else None

    def against(self, baseline: float | None) -> "Figure":
        """Return the same figure with what it was the last time."""
        return replace(self, baseline=baseline)

    def line(self) -> str:
        """Return the figure as one line of JSON."""
        return json.dumps(asdict(self) | {"ok": self.ok, "ratio": self.ratio}, ensure_ascii=False)

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> "Figure":
        """Read back what `line` wrote."""
        return cls(**{name: value for name, value in fields.items() if name not in {"ok", "ratio"}})


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the nearest-rank percentile: the smallest value that `percent` of all do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(percent / 100 * len(ranked)) - 1)]


def median_of(values: Sequence[float], digits: int = 1) -> float:
    """Return the rounded median."""
    return round(median(values), digits)
