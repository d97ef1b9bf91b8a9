from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lokus_kit.errors import Conflict, Invalid
from lokus_registry.domain.custody.counts import Item
from lokus_registry.domain.custody.shipment import (
    GRACE,
    Leg,
    causes,
    check_plan,
    check_replan,
)
from unit.registry.domain.custody.material import HOUR, NOON, arrived, departed, leg, plan, shipment

_LATER = NOON + 5 * HOUR
_TICK = timedelta(seconds=1)
_INTO = plan("in", "gudang", "kelurahan")
_FIRST = plan("to-1", "kelurahan", "tps-1", NOON + 2 * HOUR)
_SECOND = plan("to-2", "kelurahan", "tps-2", NOON + 3 * HOUR)


def _wrong(now: datetime, *legs: Leg) -> dict[str, str]:
    return {cause.key: cause.site for cause in causes(shipment(*legs), legs, now)}


def test_a_leg_is_overdue_behind_the_grace_of_what_it_should_have_done() -> None:
    planned = leg(_INTO)
    assert _wrong(NOON + GRACE, planned) == {}
    assert _wrong(NOON + GRACE + _TICK, planned) == {"legs/in/departure": "gudang"}
    under_way = leg(_INTO, departed(12))
    assert _wrong(NOON + HOUR + GRACE, under_way) == {}
    assert _wrong(NOON + HOUR + GRACE + _TICK, under_way) == {"legs/in/arrival": "kelurahan"}
    assert _wrong(_LATER, leg(_INTO, departed(12), arrived(12))) == {}


def test_a_leg_that_does_not_bring_what_was_sent_is_a_mismatch_where_it_arrives() -> None:
    assert _wrong(NOON, leg(_INTO, departed(12), arrived(11, 1))) == {}
    assert _wrong(NOON, leg(_INTO, departed(12), arrived(11))) == {"legs/in/counts": "kelurahan"}


def test_what_leaves_a_site_is_what_arrived_there() -> None:
    came = leg(_INTO, departed(12), arrived(10, 2))
    assert _wrong(NOON, came, leg(_FIRST, departed(4)), leg(_SECOND, departed(6))) == {}
    missing = _wrong(NOON, came, leg(_FIRST, departed(4)), leg(_SECOND, departed(5)))
    assert missing == {"sites/kelurahan/balance": "kelurahan"}


def test_more_than_came_is_told_at_once_and_less_when_all_has_gone() -> None:
    came = leg(_INTO, departed(12), arrived(12))
    assert _wrong(NOON, came, leg(_FIRST, departed(4)), leg(_SECOND)) == {}
    too_many = _wrong(NOON, came, leg(_FIRST, departed(13)), leg(_SECOND))
    assert too_many == {"sites/kelurahan/balance": "kelurahan"}


def test_a_site_is_not_balanced_before_all_that_was_to_come_is_told() -> None:
    assert _wrong(NOON, leg(_INTO, departed(12)), leg(_FIRST, departed(12))) == {}


def test_where_material_starts_and_returns_nothing_is_balanced() -> None:
    back = leg(plan("back", "tps-1", "gudang", NOON + 3 * HOUR), departed(9), arrived(9))
    there = leg(plan("there", "gudang", "tps-1"), departed(12), arrived(12))
    assert set(_wrong(NOON, there, back)) == {"sites/tps-1/balance"}


def test_a_cause_concerns_all_who_have_a_hand_in_it() -> None:
    late = leg(_INTO)
    [cause] = causes(replace(shipment(late), owner="kpu-ri"), [late], _LATER)
    assert cause.parties == {"kpu", "pps", "kpu-ri"}
    assert cause.detail == "leg in: the departure planned for 2026-02-13T12:00:00+00:00 is overdue"


def test_a_plan_that_cannot_be_is_refused() -> None:
    good = shipment(leg(_INTO), leg(_FIRST))
    check_plan(good)
    with pytest.raises(Invalid, match="in stands there more than once"):
        check_plan(replace(good, legs=(_INTO, _INTO)))
    with pytest.raises(Invalid, match="kotak stands there more than once"):
        check_plan(replace(good, contents=good.contents * 2))
    with pytest.raises(Invalid, match="from gudang to itself"):
        check_plan(replace(good, legs=(replace(_INTO, to_site="gudang"),)))
    with pytest.raises(Invalid, match="arrive before it departs"):
        check_plan(replace(good, legs=(replace(_INTO, planned_arrival=NOON),)))


def test_what_is_under_way_stays_as_it_was_planned() -> None:
    started = [leg(_INTO, departed(12)), leg(_FIRST)]
    before = shipment(*started)
    check_replan(before, started, replace(before, name="Other", legs=(_INTO, _SECOND)))
    check_replan(before, started, replace(before, contents=(*before.contents, Item("tinta", "botol"))))
    with pytest.raises(Conflict, match="in departed already"):
        check_replan(before, started, replace(before, legs=(_FIRST,)))
    with pytest.raises(Conflict, match="in departed already"):
        check_replan(before, started, replace(before, legs=(replace(_INTO, vehicle="B 1"), _FIRST)))
    with pytest.raises(Conflict, match="kotak may have been counted"):
        check_replan(before, started, replace(before, contents=(Item("tinta", "botol"),)))


def test_a_plan_of_which_nothing_has_departed_may_change_altogether() -> None:
    planned = [leg(_INTO)]
    check_replan(shipment(*planned), planned, replace(shipment(leg(_SECOND)), contents=(Item("t", "b"),)))
