"""The survey as CSV (RFC 4180), a line for each site.

Names come from anybody who may register a site, and a spreadsheet takes a cell that begins with `=` for a
formula: such a cell gets an apostrophe in front, which spreadsheets do not show.
"""

import csv
import io
from collections.abc import Iterable

from lokus_registry.domain.coverage import SiteCoverage

_COLUMNS = ("site", "name", "kind", "owner", "area", "area_name", "state", "cameras_in_service", "delivering")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def sheet(sites: Iterable[SiteCoverage]) -> str:
    """All lines, headings first."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(_COLUMNS)
    lines.writerows([harmless(cell) for cell in _cells(site)] for site in sites)
    return text.getvalue()


def harmless(cell: str) -> str:
    """The cell, so that no spreadsheet computes it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cells(site: SiteCoverage) -> tuple[str, ...]:
    return (
        *(site.id, site.name, site.kind, site.owner, site.area, site.area_name),
        *(site.state, str(site.cameras), str(site.delivering)),
    )
