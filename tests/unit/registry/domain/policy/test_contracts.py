from lokus_registry.domain.policy.contracts import (
    Side,
    may_act_as,
    may_buy_for,
    side_of,
    visible_contracts,
)
from unit.registry.cast import OWNER, VENDOR
from unit.registry.domain.contracts.samples import CONTRACT
from unit.registry.rules import allowed


def test_contracts_are_seen_by_buyers_vendors_and_those_who_see_all() -> None:
    assert allowed(visible_contracts) == {"lokus", "auditors", "kpu", "dishub", "nusantara", "rival"}
    assert visible_contracts(OWNER).covers(CONTRACT.buyer, CONTRACT.vendor)
    assert not visible_contracts(OWNER).covers("dishub", "kpu")
    assert visible_contracts(VENDOR).covers(CONTRACT.buyer, CONTRACT.vendor)
    assert not visible_contracts(VENDOR).covers("nusantara", "rival")


def test_a_contract_is_written_by_its_buyer_alone() -> None:
    assert allowed(may_buy_for, "kpu") == {"kpu"}


def test_there_are_two_sides_and_nobody_else() -> None:
    assert allowed(side_of, CONTRACT) == {"kpu", "nusantara"}
    assert (side_of(OWNER, CONTRACT), side_of(VENDOR, CONTRACT)) == (Side.BUYER, Side.VENDOR)
    assert allowed(may_act_as, CONTRACT, Side.VENDOR) == {"nusantara"}
