from dataclasses import replace

import pytest

from lokus_identity.caller import Caller, Role
from lokus_kit.errors import Forbidden
from lokus_registry.domain.custody.leg import Side
from lokus_registry.domain.custody.opening import Course, Opening, OpeningAct, OpeningRecord
from lokus_registry.domain.custody.shipment import Hands
from lokus_registry.domain.person import Person
from lokus_registry.domain.policy.custody import (
    CameraSight,
    Concern,
    known_cameras,
    may_answer_for,
    may_approve,
    may_hand_over,
    may_keep_store,
    may_plan,
    may_plan_legs,
    may_see_custody,
    may_witness,
    visible_custody,
)
from unit.registry import cast
from unit.registry.domain.custody.material import HOUR, NOON, leg, plan, shipment
from unit.registry.rules import EVERYBODY, allowed, passes

_HANDS = Hands("kpu", "31.71", "dishub", "31.72", "Budi", "polda", "somebody@polda")
_FOREIGN = Hands("a", "31.71", "b", "31.72", "C", "c", None)
_CONCERN = Concern(frozenset({"kpu", "plaza"}), frozenset({"31.71.01", "31.72"}))


def test_vendors_and_partners_have_no_part_in_custody() -> None:
    assert allowed(may_see_custody) == {"lokus", "kpu", "dishub", "auditors", "polda", "bawaslu"}


def _see(who: Caller, *jurisdiction: str) -> None:
    visible_custody(who, jurisdiction).require("shipment", "s1", _CONCERN)


def test_custody_is_seen_by_its_parties_and_by_those_who_read_all() -> None:
    assert allowed(_see) == {"lokus", "kpu", "auditors"}


@pytest.mark.parametrize("area", ["31", "31.71", "31.71.01", "31.72"])
def test_an_observer_sees_what_touches_their_jurisdiction(area: str) -> None:
    assert allowed(_see, area) == {"lokus", "kpu", "auditors", "bawaslu"}


@pytest.mark.parametrize("area", ["32", "31.71.01.1001", "31.7", "31.73"])
def test_an_observer_does_not_see_what_lies_elsewhere(area: str) -> None:
    assert allowed(_see, area) == {"lokus", "kpu", "auditors"}


def test_an_alarm_is_answered_for_by_those_whom_it_concerns() -> None:
    assert allowed(may_answer_for, "a1", {"kpu", "polda", "plaza"}) == {"kpu"}


def test_a_plan_is_kept_by_the_organisation_that_made_it() -> None:
    assert allowed(may_plan, "kpu") == {"kpu"}
    assert allowed(may_plan, "plaza") == set()


def test_one_plans_only_legs_in_which_one_has_a_hand() -> None:
    planned = replace(shipment(leg(plan("l1", "a", "b"))), owner="kpu")
    for member in ("from_owner", "to_owner", "responsible_organisation"):
        may_plan_legs(planned, {"l1": replace(_FOREIGN, **{member: "kpu"})})
    with pytest.raises(Forbidden, match="l1"):
        may_plan_legs(planned, {"l1": _FOREIGN})


def test_each_side_is_told_by_its_own() -> None:
    assert allowed(may_hand_over, _HANDS, Side.SENDER) == {"kpu", "polda"}
    assert allowed(may_hand_over, _HANDS, Side.RECEIVER) == {"dishub"}
    others = replace(_HANDS, responsible_subject="another@polda")
    assert allowed(may_hand_over, others, Side.SENDER) == {"kpu"}
    assert not passes(may_hand_over, cast.caller("polda", Role.VENDOR), _HANDS, Side.SENDER)


def test_who_watches_over_custody_knows_of_no_camera_in_a_private_zone() -> None:
    assert known_cameras(cast.AUDITOR, ()).everything
    assert known_cameras(cast.OWNER, ("31",)) == CameraSight(False, "kpu", ())
    for who in (cast.OBSERVER, cast.POLICE):
        assert known_cameras(who, ("31",)) == CameraSight(False, None, ("31",))


_OPENING = Opening("o1", "gudang", "kotak", NOON, NOON + HOUR, ("p1",), planned_by="somebody@dishub")
_OPENED = Course(opened=OpeningRecord(OpeningAct.OPEN, NOON, NOON, "somebody@bawaslu", "bawaslu"))


def _people(*organisations: str) -> list[Person]:
    return [Person(f"p-{each}", "P", each, "T", subject=f"somebody@{each}") for each in organisations]


def test_a_store_is_opened_by_its_owner() -> None:
    assert allowed(may_keep_store, "kpu") == {"kpu"}
    assert allowed(may_keep_store, "plaza") == set()


def test_an_opening_is_approved_by_another_than_planned_or_opened_it() -> None:
    assert allowed(may_approve, "kpu", _OPENING, Course()) == {"kpu"}
    assert allowed(may_approve, "dishub", _OPENING, Course()) == set()
    opened = Course(opened=OpeningRecord(OpeningAct.OPEN, NOON, NOON, "somebody@kpu", "kpu"))
    assert allowed(may_approve, "kpu", _OPENING, opened) == set()


def test_a_witness_is_on_the_list_and_did_not_open_the_store() -> None:
    everybody = _people(*(who.organisation for who in EVERYBODY))
    assert allowed(may_witness, everybody, Course()) == {"kpu", "dishub", "polda", "bawaslu"}
    assert allowed(may_witness, everybody, _OPENED) == {"kpu", "dishub", "polda"}
    assert allowed(may_witness, _people("polda"), Course()) == {"polda"}
    assert may_witness(cast.POLICE, _people("kpu", "polda"), Course()).id == "p-polda"
    stranger = [replace(_people("polda")[0], subject="another@polda")]
    assert allowed(may_witness, stranger, Course()) == set()


def test_who_has_left_is_no_witness_any_more() -> None:
    left = [replace(each, active=False) for each in _people("polda", "bawaslu")]
    assert allowed(may_witness, left, Course()) == set()
    with pytest.raises(Forbidden, match="p-polda has left polda"):
        may_witness(cast.POLICE, left, Course())
