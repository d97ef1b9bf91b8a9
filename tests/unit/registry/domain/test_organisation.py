from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.errors import Invalid
from lokus_registry.domain.organisation import check_parent
from unit.registry.cast import KPU

PARENTS = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=30)


def test_nobody_stands_above_themselves() -> None:
    with pytest.raises(Invalid, match="circle"):
        check_parent(replace(KPU, parent="kpu"), ())


@given(PARENTS)
def test_no_order_of_changes_makes_a_circle(changes: list[tuple[str, str]]) -> None:
    parents: dict[str, str] = {}
    for key, parent in changes:
        try:
            check_parent(replace(KPU, id=key, parent=parent), above(parents, parent))
        except Invalid:
            continue
        parents[key] = parent
        assert key not in above(parents, key)


def above(parents: dict[str, str], key: str) -> list[str]:
    """Those above one, as the register finds them."""
    found: list[str] = []
    while (key := parents.get(key, "")) and key not in found:
        found.append(key)
    return found
