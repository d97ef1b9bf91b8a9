"""Which verbs lead where in a camera's life."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_kit.errors import Conflict
from lokus_registry.domain.life.state import EDGES, PEOPLE, LifeState, Verb, led_to, verbs_from

DESIGNED = {
    ("registered", "probed"),
    ("probed", "accepted"),
    ("accepted", "in_service"),
    ("in_service", "maintenance"),
    ("maintenance", "in_service"),
    *((state, "retired") for state in ("registered", "probed", "accepted", "in_service", "maintenance")),
    *((state, "registered") for state in ("registered", "probed", "accepted", "in_service", "maintenance")),
}


def _walk(verbs: list[Verb]) -> list[tuple[LifeState, LifeState]]:
    state, taken = LifeState.REGISTERED, []
    for verb in verbs:
        try:
            after = led_to("c1", state, verb)
        except Conflict:
            continue
        taken.append((state, after))
        state = after
    return taken


@given(st.lists(st.sampled_from(Verb), max_size=30))
def test_any_sequence_of_verbs_takes_only_edges_of_the_design(verbs: list[Verb]) -> None:
    assert {(str(before), str(after)) for before, after in _walk(verbs)} <= DESIGNED


@given(st.lists(st.sampled_from(Verb), max_size=30))
def test_nothing_leads_out_of_retirement(verbs: list[Verb]) -> None:
    assert all(before is not LifeState.RETIRED for before, _ in _walk(verbs))


@given(st.lists(st.sampled_from(Verb), max_size=30))
def test_whoever_comes_into_service_was_accepted_since_it_was_last_registered(verbs: list[Verb]) -> None:
    accepted = False
    for _, after in _walk(verbs):
        accepted = (accepted or after is LifeState.ACCEPTED) and after is not LifeState.REGISTERED
        assert accepted or after in {LifeState.REGISTERED, LifeState.PROBED, LifeState.RETIRED}


def test_all_edges_of_the_design_are_there() -> None:
    edges = {(str(before), str(after)) for ways in EDGES.values() for before, after in ways.items()}
    assert edges == DESIGNED


def test_a_verb_that_leads_nowhere_is_told_with_those_that_do() -> None:
    with pytest.raises(Conflict, match="put-in-service") as caught:
        led_to("c1", LifeState.ACCEPTED, Verb.ACCEPT)
    assert caught.value.reason == "illegal-edge"
    assert caught.value.extra == {"state": "accepted", "legal": ["refuse", "put-in-service", "retire"]}


def test_a_retired_camera_is_told_that_nothing_leads_on() -> None:
    with pytest.raises(Conflict, match="nothing any more") as caught:
        led_to("c1", LifeState.RETIRED, Verb.PUT_IN_SERVICE)
    assert caught.value.extra["legal"] == []


@pytest.mark.parametrize("state", LifeState)
def test_what_is_told_as_possible_is_possible_and_for_people(state: LifeState) -> None:
    for verb in verbs_from(state):
        assert verb in PEOPLE
        led_to("c1", state, verb)
