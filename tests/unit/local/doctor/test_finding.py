"""Findings, as a person reads them."""

from lokus_local.doctor.finding import judge


def test_what_is_well_needs_no_remedy() -> None:
    finding = judge("disk", good=True, found="9 GiB free", remedy="free some")
    assert (finding.verdict, finding.remedy) == ("ok", "")
    assert "->" not in finding.line


def test_what_is_missing_comes_with_its_remedy() -> None:
    finding = judge("disk", good=False, found="no room", remedy="free some")
    assert finding.line.startswith("MISSING")
    assert "-> free some" in finding.line


def test_what_is_optional_does_not_count_as_missing() -> None:
    assert judge("tool", good=False, found="not found", remedy="get it", needed=False).verdict == "optional"
