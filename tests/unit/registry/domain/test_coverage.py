"""Whether a site is seen."""

from lokus_registry.domain.coverage import AreaCoverage, Coverage, coverage


def test_one_camera_that_delivers_is_enough_and_none_in_service_is_none() -> None:
    assert coverage(in_service=3, delivering=1) is Coverage.DELIVERING
    assert coverage(in_service=3, delivering=0) is Coverage.NOT_DELIVERING
    assert coverage(in_service=0, delivering=0) is Coverage.NONE


def test_the_sites_of_an_area_are_those_of_every_state() -> None:
    assert AreaCoverage("31", "Jakarta", delivering=1, not_delivering=2, none=4).sites == 7
