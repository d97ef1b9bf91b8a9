"""Consent given and withdrawn."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lokus_kit.errors import Conflict
from lokus_registry.domain.life.consent import Consent, with_consent, without_consent
from lokus_registry.domain.life.life import Author
from lokus_registry.domain.life.state import LifeState
from unit.registry.cast import MOMENT, living

LATER = MOMENT + timedelta(hours=1)
PARTNER = Author("owner", "plaza")
CONSENT = Consent("c1", "the atrium alone", None, LATER, "owner")


def test_a_consent_lets_a_waiting_camera_be_pulled_and_its_waiting_begin() -> None:
    life, told = with_consent(living(LifeState.REGISTERED, consented=False), CONSENT, PARTNER)
    assert (life.is_pulled, life.state, life.registered_at) == (True, "registered", LATER)
    assert (told.verb, told.by, told.organisation, told.reason) == (
        "give-consent",
        "owner",
        "plaza",
        "the atrium alone",
    )


def test_a_consent_moves_a_camera_in_service_nowhere() -> None:
    before = living(LifeState.IN_SERVICE)
    assert with_consent(before, CONSENT, PARTNER)[0] == before


@pytest.mark.parametrize("state", [state for state in LifeState if state is not LifeState.RETIRED])
def test_a_withdrawal_leaves_the_camera_unshared_and_unpulled(state: LifeState) -> None:
    life = without_consent(living(state), PARTNER, LATER, "sold the building")
    assert (life.is_shared, life.is_pulled, life.state) == (False, False, "registered")
    assert (life.since, life.by, life.reason) == (LATER, "owner", "sold the building")


def test_nothing_is_withdrawn_from_a_retired_camera() -> None:
    with pytest.raises(Conflict):
        without_consent(living(LifeState.RETIRED), PARTNER, LATER, "sold")


def test_a_withdrawn_consent_is_in_force_no_more() -> None:
    gone = CONSENT.withdrawn(PARTNER, LATER, "sold")
    assert (CONSENT.in_force, gone.in_force) == (True, False)
    assert gone == replace(CONSENT, withdrawn_at=LATER, withdrawn_by="owner", withdrawal_reason="sold")
