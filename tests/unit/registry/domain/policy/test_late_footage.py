from lokus_registry.domain.policy.late_footage import may_bring, may_follow
from unit.registry.cast import OFFICE, placed
from unit.registry.rules import allowed


def test_footage_is_brought_by_who_keeps_the_camera_or_owns_its_site_and_by_nobody_else() -> None:
    assert allowed(may_bring, placed()) == {"kpu", "nusantara"}


def test_in_a_private_zone_it_is_treated_as_the_live_camera_is() -> None:
    assert allowed(may_bring, placed(zone=OFFICE)) == {"kpu", "nusantara"}


def test_what_became_of_it_is_for_those_who_see_the_camera() -> None:
    assert allowed(may_follow, placed()) == {"kpu", "nusantara", "lokus", "auditors"}
