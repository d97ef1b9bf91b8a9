"""The terms of a contract: what each camera must deliver, what it costs, and what is credited.

Shares are decimals of at most six places, so that they compare exactly; money is whole rupiah.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from lokus_kit.errors import Invalid
from lokus_proto.media import Codec
from lokus_registry.domain.contracts.service_hours import ServiceHours, check_service_hours

MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class CreditStep:
    """Below this availability, this share of the fee is credited."""

    below: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed. No service hours: always. Steps are tried in their order, the lowest first."""

    availability_target: Decimal
    repair_seconds: int
    min_fps: Decimal
    min_width: int
    min_height: int
    codecs: tuple[Codec, ...]
    max_gop_seconds: Decimal
    service_hours: tuple[ServiceHours, ...]
    monthly_fee_per_camera: int
    credit_steps: tuple[CreditStep, ...]
    late_repair_credit: int


def millionths(share: Decimal) -> int:
    """A share of six places at most, as an integer."""
    return int(share * MILLION)


def check_terms(terms: Terms) -> None:
    """Invalid when the hours cannot be, or a worse availability would be credited less."""
    for hours in terms.service_hours:
        check_service_hours(hours)
    _check_steps(terms.credit_steps)


def _check_steps(steps: Sequence[CreditStep]) -> None:
    for lower, higher in pairwise(steps):
        if lower.below >= higher.below or lower.share < higher.share:
            raise Invalid(
                "credit_steps: list them from the lowest `below` to the highest, each `share` no greater "
                f"than the one before; {lower.below} -> {lower.share} stands before "
                f"{higher.below} -> {higher.share}",
                reason="credit-steps",
            )
