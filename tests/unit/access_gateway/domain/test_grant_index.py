"""The grants in memory."""

from hypothesis import given
from hypothesis import strategies as st

from lokus_access_gateway.domain.grant_index import GrantIndex
from support.gateway_facts import MINUTE, NOON, TENANT, grant


@given(st.permutations(range(4)))
def test_the_newest_epoch_stands_in_whatever_order_they_come(order: list[int]) -> None:
    index = GrantIndex()
    for epoch in order:
        index.put(grant(epoch=epoch))
    assert [each.epoch for each in index.of_grantee(TENANT, "police")] == [3]


def test_the_same_epoch_twice_is_no_news() -> None:
    index = GrantIndex()
    assert index.put(grant())
    assert not index.put(grant())


def test_organisations_and_tenants_are_kept_apart() -> None:
    index = GrantIndex()
    index.put(grant("a"))
    index.put(grant("b", grantee="bawaslu"))
    index.put(grant("c", tenant="bandung"))
    assert [each.id for each in index.of_grantee(TENANT, "police")] == ["a"]
    assert index.of_grantee(TENANT, "nobody") == ()


def test_an_edge_is_passed_once_and_in_time() -> None:
    index = GrantIndex()
    index.put(grant())
    begins, ends = NOON - MINUTE, NOON + MINUTE
    assert index.next_edge(begins - MINUTE) == begins
    assert index.next_edge(begins) == ends
    assert index.next_edge(ends) is None
    assert [each.id for each in index.passed(begins, ends)] == ["grant-1"]
    assert index.passed(ends, ends + MINUTE) == ()
    assert index.passed(begins, ends - MINUTE / 2) == ()


def test_a_clock_that_steps_back_passes_nothing() -> None:
    index = GrantIndex()
    index.put(grant())
    assert index.passed(NOON + 2 * MINUTE, NOON - 2 * MINUTE) == ()
