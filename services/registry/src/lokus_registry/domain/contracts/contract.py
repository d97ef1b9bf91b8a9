"""Contracts between a buyer and a vendor: days, terms, later terms, and the cameras in them.

Terms change at the begin of a month and never within one, so each monthly statement has one set of terms:
those of the last amendment that is valid by then, or the contract's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from lokus_kit.errors import Conflict, Invalid
from lokus_registry.domain.contracts.period import JAKARTA, Span, days_span, epoch_ms, moment
from lokus_registry.domain.contracts.terms import Terms, check_terms

MAX_YEARS: Final = 20


@dataclass(frozen=True, slots=True)
class Contract:
    """Who delivers to whom, from the first day to the last, and the terms it began with."""

    id: str
    name: str
    buyer: str
    vendor: str
    starts_on: date
    ends_on: date
    terms: Terms

    @property
    def span(self) -> Span:
        """All of its days, in Jakarta."""
        return days_span(self.starts_on, self.ends_on)


@dataclass(frozen=True, slots=True)
class Amendment:
    """Other terms, from the first day of a month on; who set them, and when."""

    valid_from: date
    terms: Terms
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Stay:
    """A camera's time in a contract: from `since` up to `until`."""

    camera: str
    since: datetime
    until: datetime


def check_contract(contract: Contract) -> None:
    """Invalid when its days or terms cannot be, or buyer and vendor are one."""
    if contract.buyer == contract.vendor:
        raise Invalid("vendor: must be another organisation than the buyer", reason="parties")
    years = contract.ends_on.year - contract.starts_on.year
    if contract.ends_on < contract.starts_on or years > MAX_YEARS:
        raise Invalid(
            f"ends_on: must not be before starts_on, nor more than {MAX_YEARS} years after", reason="days"
        )
    check_terms(contract.terms)


def terms_in(contract: Contract, amendments: Sequence[Amendment], month: date) -> Terms:
    """The terms that hold in a month."""
    by_then = [amendment for amendment in amendments if amendment.valid_from <= month]
    return max(by_then, key=lambda each: each.valid_from).terms if by_then else contract.terms


def stay_of(contract: Contract, camera: str, since: datetime | None, until: datetime | None) -> Stay:
    """A stay, by default from the contract's begin to its end; Invalid when it is empty or leads out."""
    span = contract.span
    stay = Stay(camera, since or moment(span.start_ms), until or moment(span.end_ms))
    if not span.start_ms <= epoch_ms(stay.since) < epoch_ms(stay.until) <= span.end_ms:
        raise Invalid(
            f"since, until: must lie within the contract, {moment(span.start_ms).isoformat()} to "
            f"{moment(span.end_ms).isoformat()}, and `since` before `until`",
            reason="stay",
        )
    return stay


def check_not_signed(what: str, begins: datetime, signed_until: datetime | None) -> None:
    """Conflict when something would change time whose statement both sides have signed."""
    if signed_until is not None and begins < signed_until:
        until = signed_until.astimezone(JAKARTA).isoformat()
        raise Conflict(
            f"{what}: both sides have signed statements up to {until}, "
            "and what is signed does not change; let it begin then or later",
            reason="signed",
            signed_until=until,
        )
