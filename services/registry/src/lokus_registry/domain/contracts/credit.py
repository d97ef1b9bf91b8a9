"""What a camera costs in a month, and what of it the vendor owes back: whole rupiah, halves rounded up.

The fee is the month's share in which the camera was in the contract. The credit is the fee's share of the
first step that the availability falls below, and an amount for each outage repaired too late; it is never
more than the fee, and nothing where nothing was measured.
"""

from dataclasses import dataclass

from lokus_registry.domain.contracts.account import Account
from lokus_registry.domain.contracts.counting import Counts
from lokus_registry.domain.contracts.period import Span
from lokus_registry.domain.contracts.terms import MILLION, Terms, millionths


@dataclass(frozen=True, slots=True)
class Due:
    """Of one camera and month, in whole rupiah."""

    fee: int
    late_outages: int
    credit: int


def due(account: Account, terms: Terms, month: Span) -> Due:
    """The fee and the credit of a camera for a month."""
    contracted_ms = month.length_ms - account.milliseconds.get(Counts.NOT_CONTRACTED, 0)
    fee = rounded(terms.monthly_fee_per_camera * contracted_ms, month.length_ms)
    repair_ms = terms.repair_seconds * 1000
    late = sum(outage.repair_ms > repair_ms for outage in account.outages)
    credit = rounded(fee * _share_millionths(account, terms), MILLION) + late * terms.late_repair_credit
    return Due(fee, late, min(credit, fee))


def rounded(numerator: int, denominator: int) -> int:
    """A quotient of whole numbers that are not negative, to the nearest one, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def _share_millionths(account: Account, terms: Terms) -> int:
    measured_ms = account.measured_ms
    if not measured_ms:
        return 0
    for step in terms.credit_steps:
        if account.delivering_ms * MILLION < millionths(step.below) * measured_ms:
            return millionths(step.share)
    return 0
