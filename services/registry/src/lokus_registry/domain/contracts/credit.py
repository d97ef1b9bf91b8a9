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
class Tariff:
    """What a month's terms say of money, as integers."""

    month_ms: int
    fee: int
    target_millionths: int
    steps: tuple[tuple[int, int], ...]
    """Below what, which share: both in millionths."""
    repair_ms: int
    late_repair_credit: int


@dataclass(frozen=True, slots=True)
class Due:
    """Of one camera and month, in whole rupiah."""

    fee: int
    late_outages: int
    credit: int


def tariff(terms: Terms, month: Span) -> Tariff:
    """The terms as they are reckoned with in a month."""
    return Tariff(
        month_ms=month.length_ms,
        fee=terms.monthly_fee_per_camera,
        target_millionths=millionths(terms.availability_target),
        steps=tuple((millionths(step.below), millionths(step.share)) for step in terms.credit_steps),
        repair_ms=terms.repair_seconds * 1000,
        late_repair_credit=terms.late_repair_credit,
    )


def due(account: Account, by: Tariff) -> Due:
    """The fee and the credit of a camera for a month."""
    contracted_ms = by.month_ms - account.milliseconds.get(Counts.NOT_CONTRACTED, 0)
    fee = by.fee if contracted_ms == by.month_ms else rounded(by.fee * contracted_ms, by.month_ms)
    late = sum(1 for outage in account.outages if outage.repair_ms > by.repair_ms)
    credit = rounded(fee * _share_millionths(account, by), MILLION) + late * by.late_repair_credit
    return Due(fee, late, min(credit, fee))


def is_below(account: Account, limit_millionths: int) -> bool:
    """Whether the availability is, exactly, below a limit; never where nothing was measured."""
    return account.delivering_ms * MILLION < limit_millionths * account.measured_ms


def rounded(numerator: int, denominator: int) -> int:
    """A quotient of whole numbers that are not negative, to the nearest one, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def _share_millionths(account: Account, by: Tariff) -> int:
    for below, share in by.steps:
        if is_below(account, below):
            return share
    return 0
