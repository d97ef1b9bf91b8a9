"""The record of an acceptance test."""

import pytest

from lokus_registry.domain.life.acceptance_test import Expected, Outcome
from lokus_registry.domain.life.trial import Trial
from unit.registry.cast import MOMENT


@pytest.mark.parametrize("outcome", Outcome)
def test_a_test_is_open_until_it_is_judged_or_given_up(outcome: Outcome) -> None:
    trial = Trial("c1", 1, outcome, 10, Expected(), "somebody", MOMENT)
    assert trial.is_open == (outcome in {"queued", "running"})
