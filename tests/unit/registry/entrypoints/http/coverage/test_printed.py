"""The survey to print."""

from datetime import UTC, datetime

from lokus_proto.v1.camera import SiteKind
from lokus_registry.domain.coverage import AreaCoverage, SiteCoverage, Survey
from lokus_registry.entrypoints.http.coverage.printed import printed
from lokus_registry.entrypoints.http.forms import Language

_AT = datetime(2024, 2, 13, 18, 30, tzinfo=UTC)
_SURVEY = Survey(
    _AT,
    [AreaCoverage("31.71", "Selatan", 1, 2, 4), AreaCoverage("31.72", "Timur", 8, 0, 0)],
    [SiteCoverage("s", "<script>alert(1)</script>", SiteKind.TPS, "kpu", "31.71", "Selatan", 1, 0)],
    None,
)


def test_what_comes_from_outside_is_escaped() -> None:
    page = printed(_SURVEY, Language.ENGLISH)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_headings_are_in_the_language_and_the_time_is_local() -> None:
    assert 'lang="id"' in printed(_SURVEY, Language.INDONESIAN)
    assert "Survei cakupan CCTV" in printed(_SURVEY, Language.INDONESIAN)
    assert "As of 2024-02-14 01:30 WIB" in printed(_SURVEY, Language.ENGLISH)


def test_totals_add_up() -> None:
    cells = "".join(f'<td class="n">{number}</td>' for number in (15, 9, 2, 4))
    assert f"<td>Total</td>{cells}" in printed(_SURVEY, Language.ENGLISH)
    empty = '<td>Total</td><td class="n">0</td>'
    assert empty in printed(Survey(_AT, (), (), None), Language.ENGLISH)
