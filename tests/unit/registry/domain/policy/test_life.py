"""Who moves a camera on in its life."""

import pytest

from lokus_registry.domain.life.state import PEOPLE, Verb
from lokus_registry.domain.policy.life import may_decide, may_keep, may_take
from unit.registry.cast import placed
from unit.registry.rules import allowed

OWNERS_ALONE = {Verb.ACCEPT, Verb.REFUSE, Verb.PUT_IN_SERVICE}


@pytest.mark.parametrize("verb", sorted(OWNERS_ALONE))
def test_the_owner_of_the_site_alone_decides(verb: Verb) -> None:
    assert allowed(may_take, verb, placed()) == {"kpu"}


@pytest.mark.parametrize("verb", sorted(PEOPLE - OWNERS_ALONE))
def test_vendor_and_owner_work_on_it_and_retire_it(verb: Verb) -> None:
    assert allowed(may_take, verb, placed()) == {"kpu", "nusantara"}


def test_nobody_else_has_a_say() -> None:
    assert allowed(may_decide, placed()) == {"kpu"}
    assert allowed(may_keep, placed()) == {"kpu", "nusantara"}
