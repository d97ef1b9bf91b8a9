import pytest

from lokus_kit.errors import Invalid
from lokus_registry.domain.area import AreaLevel
from lokus_registry.domain.geography.counts import check_levels


@pytest.mark.parametrize(
    ("area", "by"),
    [("31", AreaLevel.REGENCY), ("31", AreaLevel.VILLAGE), ("31.71.01", AreaLevel.VILLAGE), ("31", None)],
)
def test_counts_go_by_a_level_below_the_area(area: str, by: AreaLevel | None) -> None:
    check_levels(area, by)


@pytest.mark.parametrize(
    ("area", "by"),
    [("31", AreaLevel.PROVINCE), ("31.71", AreaLevel.PROVINCE), ("31.71.01.1001", AreaLevel.VILLAGE)],
)
def test_counts_by_a_level_that_is_not_below_are_refused(area: str, by: AreaLevel) -> None:
    with pytest.raises(Invalid, match=f"no {by} lies below"):
        check_levels(area, by)
