from lokus_registry.domain.policy.directory import may_read
from lokus_registry.domain.policy.places import may_change_places_of, visible_places
from unit.registry.rules import EVERYBODY, allowed, passes


def test_a_place_is_its_owners() -> None:
    assert allowed(may_change_places_of, "kpu") == {"kpu"}
    assert allowed(may_change_places_of, "plaza") == {"plaza"}
    assert allowed(may_change_places_of, "nusantara") == set()


def test_scopes_of_places() -> None:
    covered = {
        who.organisation for who in EVERYBODY if passes(may_read, who) and visible_places(who).covers("kpu")
    }
    assert covered == {"lokus", "auditors", "kpu", "nusantara", "rival", "plaza"}
