"""Statements: what a contract's cameras delivered in a month and what is owed, computed, then signed.

`queued -> draft | preview`; a draft that both sides have signed is `signed` and never changes; one that a
newer revision replaces, or that was computed before something it says has changed, is `superseded`. A
preview is of a month that is not over, or not yet fully measured, and cannot be signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from lokus_kit.errors import Conflict, Invalid
from lokus_registry.domain.contracts.contract import Contract
from lokus_registry.domain.contracts.period import clipped, epoch_ms, month_span
from lokus_registry.domain.policy.contracts import Side

SETTLED_AFTER: Final = timedelta(hours=1)
"""For so long ingest keeps a report that it cannot send: only then is a month fully measured."""


class StatementState(StrEnum):
    """A closed set."""

    QUEUED = "queued"
    PREVIEW = "preview"
    DRAFT = "draft"
    SIGNED = "signed"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One revision of the statement of a contract and month."""

    id: str
    contract: str
    month: date
    revision: int
    preview: bool
    state: StatementState
    requested_by: str
    requested_at: datetime
    finished_at: datetime | None = None
    totals: Mapping[str, Any] | None = None
    digest: str | None = None
    buyer_signed_by: str | None = None
    buyer_signed_at: datetime | None = None
    vendor_signed_by: str | None = None
    vendor_signed_at: datetime | None = None


def is_settled(month: date, now: datetime) -> bool:
    """Whether a month is over and fully measured; Invalid when it has not even begun."""
    span = month_span(month)
    if epoch_ms(now) < span.start_ms:
        raise Invalid(f"month: {month:%Y-%m} has not begun", reason="month")
    return epoch_ms(now - SETTLED_AFTER) >= span.end_ms


def check_month_of(contract: Contract, month: date) -> None:
    """Invalid when the contract has no day in that month."""
    if not clipped([month_span(month)], contract.span):
        raise Invalid(
            f"month: contract {contract.id} runs from {contract.starts_on} to {contract.ends_on}",
            reason="month",
        )


def signed(statement: Statement, side: Side, digest: str, by: str, at: datetime) -> Statement:
    """The statement with a side's signature; the second one makes it signed. Conflict says why not."""
    if digest != statement.digest:
        raise Conflict(
            "digest: that is not this statement's; read it again, and sign what you have read",
            reason="digest",
        )
    if statement.state is StatementState.SUPERSEDED:
        raise Conflict(
            f"statement {statement.id} is superseded: what it says has changed, or it was computed anew. "
            f"Read and sign the newest revision, GET /v1/statements?contract={statement.contract}"
            f"&month={statement.month:%Y-%m}",
            reason="superseded",
        )
    if getattr(statement, f"{side}_signed_by") is not None:
        return statement
    if statement.state is not StatementState.DRAFT:
        raise Conflict(
            f"statement {statement.id} is {statement.state}: only a draft is signed", reason=statement.state
        )
    mark: dict[str, Any] = {f"{side}_signed_by": by, f"{side}_signed_at": at}
    after = replace(statement, **mark)
    both = after.buyer_signed_by is not None and after.vendor_signed_by is not None
    return replace(after, state=StatementState.SIGNED) if both else after
