"""The survey as CSV."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from lokus_proto.v1.camera import SiteKind
from lokus_registry.domain.coverage import SiteCoverage
from lokus_registry.entrypoints.http.coverage.sheet import harmless, sheet


def test_every_site_is_a_line_below_the_headings() -> None:
    site = SiteCoverage("s", 'The "site", 1', SiteKind.TPS, "kpu", "31.71", "Jakarta Selatan", 2, 1)
    heads, line = list(csv.reader(io.StringIO(sheet([site]))))
    assert dict(zip(heads, line, strict=True)) == {
        "site": "s",
        "name": 'The "site", 1',
        "kind": "tps",
        "owner": "kpu",
        "area": "31.71",
        "area_name": "Jakarta Selatan",
        "state": "delivering",
        "cameras_in_service": "2",
        "delivering": "1",
    }


@given(st.text(max_size=40))
def test_no_cell_is_a_formula(text: str) -> None:
    assert harmless(text)[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}
    assert harmless(text).endswith(text)
