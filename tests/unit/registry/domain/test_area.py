import pytest

from lokus_kit.errors import Invalid
from lokus_registry.domain.area import Area, AreaLevel, check_area, lineage


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
