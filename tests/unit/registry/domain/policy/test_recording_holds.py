from lokus_registry.domain.policy.recording_holds import may_hold, may_lift, visible_holds
from lokus_registry.domain.policy.scope import Scope
from unit.registry.cast import AUDITOR, OTHER_SITE, OWNER, PARTNER, placed
from unit.registry.domain.test_recording_hold import HOLD
from unit.registry.rules import allowed


def test_only_the_owner_of_the_site_holds_and_lifts_and_no_operator_does() -> None:
    assert allowed(may_hold, placed()) == {"kpu"}
    assert allowed(may_lift, HOLD, placed()) == {"kpu"}


def test_the_owner_of_today_lifts_and_of_a_camera_that_is_gone_whoever_placed_it() -> None:
    assert allowed(may_lift, HOLD, placed(site=OTHER_SITE)) == {"dishub"}
    assert allowed(may_lift, HOLD, None) == {"kpu"}


def test_owners_see_theirs_and_those_who_audit_or_run_the_system_all() -> None:
    assert allowed(visible_holds) == {"kpu", "dishub", "plaza", "lokus", "auditors"}
    assert visible_holds(OWNER) == Scope(owner="kpu")
    assert visible_holds(PARTNER) == Scope(owner="plaza")
    assert visible_holds(AUDITOR).everything
