import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.errors import Invalid
from lokus_registry.domain.area import CODE_PATTERN, Area, AreaLevel, check_area, level_of, lineage, span

_CODES = st.from_regex(CODE_PATTERN.replace("[0-9]", "[01]").removesuffix("$") + r"\Z")
"""Of few digits, so that many lie in one another."""


def test_lineage_goes_from_the_province_down() -> None:
    assert lineage("31.71.01.1001") == ("31", "31.71", "31.71.01", "31.71.01.1001")
    assert lineage("31") == ("31",)


@pytest.mark.parametrize(
    "area",
    [
        Area("31", "Jakarta", AreaLevel.PROVINCE, None),
        Area("31.71", "Pusat", AreaLevel.REGENCY, "31"),
        Area("31.71.01", "Gambir", AreaLevel.DISTRICT, "31.71"),
        Area("31.71.01.1001", "Gambir", AreaLevel.VILLAGE, "31.71.01"),
    ],
)
def test_an_area_that_says_what_its_code_says_is_good(area: Area) -> None:
    check_area(area)


@pytest.mark.parametrize(
    ("area", "told"),
    [
        (Area("31", "x", AreaLevel.REGENCY, None), "province"),
        (Area("31", "x", AreaLevel.PROVINCE, "31"), "left out"),
        (Area("31.71", "x", AreaLevel.REGENCY, None), "is 31"),
        (Area("31.71.01", "x", AreaLevel.DISTRICT, "31"), "is 31.71"),
    ],
)
def test_an_area_that_contradicts_its_code_is_refused(area: Area, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        check_area(area)


@given(_CODES, _CODES)
def test_the_span_of_an_area_holds_what_lies_in_it_and_nothing_else(area: str, other: str) -> None:
    first, behind = span(area)
    assert (first <= other < behind) == (area in lineage(other))


@pytest.mark.parametrize("level", AreaLevel)
def test_a_code_spells_its_level(level: AreaLevel) -> None:
    code = lineage("31.71.01.1001")[tuple(AreaLevel).index(level)]
    assert level_of(code) is level
