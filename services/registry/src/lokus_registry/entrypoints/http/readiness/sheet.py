"""What is wanting at sites as CSV (RFC 4180), a line for each item; no cell is a formula."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime

from lokus_registry.application.readiness.looking import SiteReadiness
from lokus_registry.domain.readiness.finding import ItemReadiness
from lokus_registry.entrypoints.http.coverage.sheet import harmless

_COLUMNS = (
    *("site", "name", "kind", "owner", "area", "standard", "item", "item_name", "required", "state"),
    *("observed_at", "by", "organisation", "expires_at", "evidence", "unseen"),
)


async def sheet(parts: AsyncIterator[Sequence[SiteReadiness]]) -> AsyncIterator[str]:
    """All lines, headings first."""
    yield lines([_COLUMNS])
    async for sites in parts:
        yield lines(_cells(found, each) for found in sites for each in found.items)


def lines(rows: Iterable[Iterable[str]]) -> str:
    """Rows as lines."""
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _cells(found: SiteReadiness, each: ItemReadiness) -> tuple[str, ...]:
    site, item, finding = found.site, each.item, each.finding
    who = ("", "", "", "")
    if finding is not None:
        who = (_told(finding.observed_at), finding.by, finding.organisation, finding.evidence or "")
    observed_at, by, organisation, evidence = who
    return (
        *(site.id, site.name, site.kind, site.owner, site.area, each.standard),
        *(item.key, item.name, str(item.required).lower(), each.state),
        *(observed_at, by, organisation, _told(each.expires_at), evidence, " ".join(each.unseen)),
    )


def _told(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()
