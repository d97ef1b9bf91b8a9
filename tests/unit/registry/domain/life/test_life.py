"""A camera's life, step by step."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lokus_registry.domain.life.life import REGISTER, Author, Life, born, changed, edge, step
from lokus_registry.domain.life.state import LifeState, Verb

START = datetime(2026, 2, 1, tzinfo=UTC)
LATER = START + timedelta(hours=1)
TECHNICIAN = Author("tech", "nusantara")
OWNER = Author("admin", "kpu")


def _life(state: LifeState = LifeState.REGISTERED, *, consented: bool = True) -> Life:
    return replace(born("c1", TECHNICIAN, START, consented=consented), state=state)


def test_a_life_begins_registered_by_whoever_registered_it() -> None:
    life = born("c1", TECHNICIAN, START, consented=True)
    assert (life.state, life.since, life.by) == (LifeState.REGISTERED, START, "tech")


def test_a_step_keeps_who_when_and_why() -> None:
    after = step(_life(LifeState.IN_SERVICE), Verb.START_MAINTENANCE, OWNER, LATER, "lens")
    assert (after.state, after.since, after.by, after.reason) == ("maintenance", LATER, "admin", "lens")


@pytest.mark.parametrize("state", LifeState)
def test_only_a_camera_in_service_or_maintenance_is_shared(state: LifeState) -> None:
    assert _life(state).is_shared == (state in {"in_service", "maintenance"})


@pytest.mark.parametrize("state", LifeState)
def test_every_camera_but_a_retired_one_is_pulled(state: LifeState) -> None:
    assert _life(state).is_pulled == (state is not LifeState.RETIRED)


def test_a_camera_that_waits_for_consent_is_not_pulled() -> None:
    assert not _life(consented=False).is_pulled
    assert _life(LifeState.IN_SERVICE, consented=False).is_pulled


@pytest.mark.parametrize("verb", [Verb.REFUSE, Verb.WITHDRAW_CONSENT])
def test_pictures_from_before_it_went_back_count_no_more(verb: Verb) -> None:
    after = step(_life(LifeState.PROBED), verb, OWNER, LATER, "shows the ballots")
    assert (after.registered_at, after.pictures_after) == (LATER, LATER)


def test_other_streams_need_new_pictures_and_another_zone_does_not() -> None:
    life = _life(LifeState.IN_SERVICE)
    streams = changed(life, TECHNICIAN, LATER, "streams", new_pictures=True, consented=True)
    zone = changed(life, TECHNICIAN, LATER, "zone", new_pictures=False, consented=False)
    assert (streams.state, streams.registered_at, streams.pictures_after) == ("registered", LATER, LATER)
    assert (zone.state, zone.registered_at, zone.pictures_after) == ("registered", LATER, START)
    assert not zone.consented


def test_a_retired_camera_stays_retired_whatever_changes() -> None:
    life = _life(LifeState.RETIRED)
    assert changed(life, OWNER, LATER, "streams", new_pictures=True, consented=True) == life


def test_the_history_tells_where_each_step_came_from() -> None:
    before = _life(LifeState.PROBED)
    told = edge(before, step(before, Verb.REFUSE, OWNER, LATER, "dark"), Verb.REFUSE, OWNER)
    assert (told.before, told.state, told.verb) == ("probed", "registered", "refuse")
    assert (told.by, told.organisation, told.reason, told.at) == ("admin", "kpu", "dark", LATER)


def test_the_history_begins_with_the_registration() -> None:
    told = edge(None, _life(), REGISTER, TECHNICIAN)
    assert (told.before, told.state, told.verb, told.reason) == (None, "registered", "register", None)
