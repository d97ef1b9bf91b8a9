"""The sums of a statement."""

from dataclasses import dataclass, field
from typing import Any

from lokus_registry.domain.contracts.account import Account
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.credit import Due, Tariff, is_below


@dataclass(slots=True)
class Totals:
    """Counts cameras in as they come."""

    cameras: int = 0
    measured_cameras: int = 0
    below_target: int = 0
    outages: int = 0
    late_outages: int = 0
    fee: int = 0
    credit: int = 0
    milliseconds: dict[Counts, int] = field(default_factory=lambda: dict.fromkeys(Counts, 0))

    def add(self, counted: Account, owed: Due, by: Tariff) -> None:
        """Count a camera in."""
        self.cameras += 1
        self.measured_cameras += counted.measured_ms > 0
        self.below_target += is_below(counted, by.target_millionths)
        self.outages += len(counted.outages)
        self.late_outages += owed.late_outages
        self.fee += owed.fee
        self.credit += owed.credit
        for counts, length_ms in counted.milliseconds.items():
            self.milliseconds[counts] += length_ms

    def worded(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "cameras": self.cameras,
            "measured_cameras": self.measured_cameras,
            "below_target": self.below_target,
            "outages": self.outages,
            "late_outages": self.late_outages,
            "fee": self.fee,
            "credit": self.credit,
            "ms": {counts.value: length_ms for counts, length_ms in self.milliseconds.items()},
        }
