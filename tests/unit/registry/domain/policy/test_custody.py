from lokus_registry.domain.policy.custody import may_answer_for, visible_custody
from unit.registry.rules import EVERYBODY, allowed, passes


def test_vendors_and_partners_have_no_part_in_custody() -> None:
    assert allowed(visible_custody) == {"lokus", "kpu", "dishub", "auditors", "polda", "bawaslu"}


def test_custody_is_seen_by_its_parties_and_by_those_who_watch_over_it() -> None:
    seen = {
        who.organisation
        for who in EVERYBODY
        if passes(visible_custody, who)
        and passes(lambda who: visible_custody(who).require("shipment", "s", {"kpu", "plaza"}), who)
    }
    assert seen == {"lokus", "kpu", "auditors", "bawaslu"}


def test_an_alarm_is_answered_for_by_those_whom_it_concerns() -> None:
    assert allowed(may_answer_for, "a1", {"kpu", "polda", "plaza"}) == {"kpu"}
