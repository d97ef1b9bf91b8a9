import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.errors import Invalid
from lokus_registry.domain.custody.counts import Difference, Item, check_counted, differences, excess, total

_TALLIES = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3))


@given(_TALLIES, _TALLIES, _TALLIES)
def test_what_differs_is_exactly_what_does_not_add_up(
    sent: dict[str, int], received: dict[str, int], damaged: dict[str, int]
) -> None:
    found = {each.item for each in differences(sent, received, damaged)}
    for item in "abc":
        adds_up = received.get(item, 0) + damaged.get(item, 0) == sent.get(item, 0)
        assert (item in found) == (not adds_up)


@given(st.lists(_TALLIES))
def test_a_total_counts_everything_once(tallies: list[dict[str, int]]) -> None:
    assert sum(total(tallies).values()) == sum(sum(each.values()) for each in tallies)


@given(_TALLIES, _TALLIES)
def test_an_excess_is_what_there_is_not_enough_of(available: dict[str, int], taken: dict[str, int]) -> None:
    short = {item for item in taken if taken[item] > available.get(item, 0)}
    assert {each.item for each in excess(available, taken)} == short


def test_a_difference_is_told_in_words() -> None:
    assert str(Difference("kotak", 12, 11)) == "kotak: 11 where 12 were expected"
    assert str(Difference("kotak", 12, 10, 1)) == "kotak: 10 and 1 damaged where 12 were expected"


def test_only_what_the_shipment_holds_is_counted() -> None:
    contents = [Item("kotak", "buah"), Item("surat", "lembar")]
    check_counted(contents, {"kotak": 1}, {})
    with pytest.raises(Invalid, match=r"holds no tinta; it holds kotak, surat"):
        check_counted(contents, {"kotak": 1}, {"tinta": 1})
    with pytest.raises(Invalid, match="at least one item"):
        check_counted(contents, {}, {})
