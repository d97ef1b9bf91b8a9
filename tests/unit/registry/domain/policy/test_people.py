from lokus_registry.domain.policy.people import may_change_people_of, may_look_up_people, visible_people
from unit.registry.cast import OBSERVER, OWNER
from unit.registry.rules import EVERYBODY, allowed


def test_people_are_kept_by_their_organisation_or_the_operator() -> None:
    assert allowed(may_change_people_of, "kpu") == {"lokus", "kpu"}
    assert allowed(may_change_people_of, "bawaslu") == {"lokus", "bawaslu"}
    assert allowed(may_change_people_of, "auditors") == {"lokus"}


def test_people_are_seen_by_their_organisation_and_by_those_who_see_all() -> None:
    seers = {who.organisation for who in EVERYBODY if visible_people(who).covers("kpu")}
    assert seers == {"lokus", "auditors", "kpu"}
    assert visible_people(OBSERVER).covers("bawaslu")
    assert not visible_people(OWNER).covers("bawaslu")


def test_who_there_is_to_be_named_is_for_owners_and_those_who_see_all() -> None:
    assert allowed(may_look_up_people) == {"lokus", "auditors", "kpu", "dishub"}
