"""Who moves a camera on in its life."""

import pytest

from lokus_registry.domain.life.placement import SecrecyCheck, Verdict
from lokus_registry.domain.life.state import PEOPLE, Verb
from lokus_registry.domain.policy.life import may_check_secrecy, may_decide, may_keep, may_take
from unit.registry.cast import MOMENT, placed
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


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_of_the_owner_is_replaced_by_the_owner_alone(verdict: Verdict) -> None:
    last = SecrecyCheck("0" * 64, verdict, None, "admin", MOMENT, "kpu")
    assert allowed(may_check_secrecy, placed(), last) == {"kpu"}


def test_a_verdict_of_the_vendor_binds_neither() -> None:
    last = SecrecyCheck("0" * 64, Verdict.CLEAN, None, "technician", MOMENT, "nusantara")
    assert {"kpu", "nusantara"} <= allowed(may_check_secrecy, placed(), last)
    assert {"kpu", "nusantara"} <= allowed(may_check_secrecy, placed(), None)
