"""A statement as a page to print. Whatever comes from outside is escaped."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any, Final

from lokus_registry.domain.contracts.contract import Contract
from lokus_registry.domain.contracts.counting import FAILING, Counts
from lokus_registry.domain.contracts.period import JAKARTA
from lokus_registry.domain.contracts.statement import Statement

PLACES: Final = 1_000_000
_STYLE: Final = (
    "body{font:11pt serif;margin:2cm}table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #888;padding:2pt 4pt;text-align:right}"
    "td:first-child,th:first-child{text-align:left}"
    "thead{display:table-header-group}tr{break-inside:avoid}.sign td{height:2.5cm;vertical-align:top}"
)


def shown_share(part_ms: int, whole_ms: int) -> str:
    """A share with six places, rounded down, so that nothing less than all reads as 1; empty of nothing."""
    if not whole_ms:
        return ""
    millionths = part_ms * PLACES // whole_ms
    return f"{millionths // PLACES}.{millionths % PLACES:06}"


def beginning(statement: Statement, contract: Contract | None) -> str:
    """The page up to the first row of its table."""
    name = contract.name if contract else statement.contract
    title = escape(f"{name}: {statement.month:%Y-%m}, revision {statement.revision}")
    parties = f"{contract.buyer} and {contract.vendor}" if contract else ""
    facts = "".join(
        f"<tr><td>{escape(key)}</td><td>{escape(value)}</td></tr>" for key, value in _facts(statement)
    )
    heads = "".join(
        f"<th>{head}</th>"
        for head in ("camera", "availability", "outages", "late", "fee (Rp)", "credit (Rp)")
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1><p>{escape(parties)}</p>"
        f"<table>{facts}</table><h2>Cameras</h2><table><thead><tr>{heads}</tr></thead><tbody>"
    )


def row(cells: Sequence[str]) -> str:
    """One row of the table."""
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def end(statement: Statement) -> str:
    """The page behind its table: the signatures."""
    buyer = _signature("buyer", statement.buyer_signed_by, statement.buyer_signed_at)
    vendor = _signature("vendor", statement.vendor_signed_by, statement.vendor_signed_at)
    signatures = f'<table class="sign"><tr>{buyer}{vendor}</tr></table>'
    return f"</tbody></table><h2>Signatures</h2>{signatures}</body></html>"


def _facts(statement: Statement) -> list[tuple[str, str]]:
    totals: Mapping[str, Any] = statement.totals or {}
    lengths = totals["ms"]
    measured = lengths[Counts.DELIVERING] + sum(lengths[counts] for counts in FAILING)
    hours = [(f"{counts.value} (hours)", f"{lengths[counts] // 3_600_000:,}") for counts in Counts]
    return [
        ("state", statement.state.value),
        ("digest", statement.digest or ""),
        ("cameras", f"{totals['cameras']:,}"),
        ("availability", shown_share(lengths[Counts.DELIVERING], measured)),
        *hours,
        ("fee (Rp)", f"{totals['fee']:,}"),
        ("credit (Rp)", f"{totals['credit']:,}"),
    ]


def _signature(side: str, by: str | None, at: datetime | None) -> str:
    if by is None or at is None:
        return f"<td>{side}: not signed</td>"
    return f"<td>{side}: {escape(by)}, {at.astimezone(JAKARTA):%Y-%m-%d %H:%M} WIB</td>"
