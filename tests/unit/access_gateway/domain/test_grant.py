"""Grants by themselves."""

from hypothesis import given
from hypothesis import strategies as st

from lokus_access_gateway.domain.grant import GrantFile, SeenState, heard, same_scope, told
from lokus_proto.v1.grant_change import Action, GrantChanged, Locus
from support.gateway_facts import MINUTE, NOON, TENANT, camera, grant


def test_a_camera_is_selected_by_any_of_area_site_zone_and_its_own_id() -> None:
    for locus in (
        Locus(areas=("31.71",)),
        Locus(sites=("tps-1",)),
        Locus(zones=("tps-1-hall",)),
        Locus(cameras=("cam-1",)),
    ):
        assert grant(locus=locus).selects(camera())


def test_a_code_that_only_begins_alike_selects_nothing() -> None:
    assert not grant(locus=Locus(areas=("31.7",))).selects(camera())
    assert not grant(locus=Locus()).selects(camera())


def test_revoked_is_for_ever() -> None:
    revoked = grant().revoked("kpu.admin", NOON, "misuse")
    assert revoked.epoch == 2
    assert revoked.seen_at(NOON - 9 * MINUTE) is SeenState.REVOKED
    assert revoked.seen_at(NOON + 9 * MINUTE) is SeenState.REVOKED


def test_the_state_follows_the_clock() -> None:
    states = [grant().seen_at(NOON + minutes * MINUTE) for minutes in (-2, -1, 0, 1)]
    assert states == [SeenState.SCHEDULED, SeenState.ACTIVE, SeenState.ACTIVE, SeenState.EXPIRED]


@given(st.frozensets(st.sampled_from(Action)))
def test_what_is_told_is_what_is_heard(actions: frozenset[Action]) -> None:
    for one in (grant(actions=actions), grant(actions=actions).revoked("kpu.admin", NOON, "why")):
        wire = GrantChanged.model_validate_json(told(one).model_dump_json())
        assert heard(TENANT, wire) == one


def test_the_same_scope_is_the_same_grant_whoever_put_it_and_whenever() -> None:
    one = GrantFile(grant(), "B/1", "kpu.admin", NOON)
    again = GrantFile(grant(changed_at=NOON).revoked("x", NOON, "y"), "B/1", "kpu.other", NOON + MINUTE)
    assert same_scope(one, again)
    assert not same_scope(one, GrantFile(grant(), "B/2", "kpu.admin", NOON))
    assert not same_scope(one, GrantFile(grant(locus=Locus(sites=("tps-2",))), "B/1", "kpu.admin", NOON))
