"""What a secrecy check leads to."""

from datetime import timedelta

import pytest

from lokus_registry.domain.life.placement import SecrecyCheck, Verdict, refused_by, told_check
from lokus_registry.domain.life.state import LifeState
from unit.registry.cast import MOMENT, living

LATER = MOMENT + timedelta(hours=1)
NOT_CLEAN = SecrecyCheck("0" * 64, Verdict.NOT_CLEAN, "the booth", "admin", LATER, "kpu")
CLEAN = SecrecyCheck("0" * 64, Verdict.CLEAN, None, "admin", LATER, "kpu")
TAKEN = [LifeState.ACCEPTED, LifeState.IN_SERVICE, LifeState.MAINTENANCE]


@pytest.mark.parametrize("state", TAKEN)
def test_what_the_owner_finds_not_clean_is_shared_no_more(state: LifeState) -> None:
    life = refused_by(NOT_CLEAN, living(state), "kpu")
    assert life is not None
    assert (life.state, life.is_shared, life.reason) == ("registered", False, "secrecy check: not clean")
    assert (life.since, life.by, life.registered_at) == (LATER, "admin", LATER)


@pytest.mark.parametrize("state", LifeState)
def test_what_is_clean_or_anothers_verdict_refuses_nothing(state: LifeState) -> None:
    assert refused_by(CLEAN, living(state), "kpu") is None
    assert refused_by(NOT_CLEAN, living(state), "dishub") is None


@pytest.mark.parametrize("state", sorted(set(LifeState) - set(TAKEN)))
def test_a_camera_that_nobody_has_taken_stays_where_it_is(state: LifeState) -> None:
    assert refused_by(NOT_CLEAN, living(state), "kpu") is None


def test_the_history_tells_of_every_check() -> None:
    told = told_check(living(LifeState.IN_SERVICE), NOT_CLEAN)
    assert (told.verb, told.before, told.state) == ("check-secrecy", "in_service", "in_service")
    assert (told.by, told.organisation, told.at) == ("admin", "kpu", LATER)
    assert told.reason == f"not_clean, picture {'0' * 64}: the booth"
    assert told_check(living(LifeState.PROBED), CLEAN).reason == f"clean, picture {'0' * 64}"
