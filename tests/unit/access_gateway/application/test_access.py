"""Who may see what, and who is told that it changed."""

import pytest

from lokus_access_gateway.application.access import Access, Change
from lokus_identity.caller import Role
from lokus_kit.errors import Forbidden, NotFound, Unavailable
from lokus_kit.health import Health
from lokus_proto.v1.grant_change import Action, Locus
from support.gateway_facts import MINUTE, NOON, TENANT, caller, camera, grant, state
from support.gateway_parts import Tally, new_access, noon_clock


def test_only_what_may_be_seen_is_listed() -> None:
    access = new_access(
        camera("cam-1"),
        camera("cam-2", private=True),
        camera("cam-3", site="tps-2"),
        camera("cam-4", owner="mitra"),
        grant(),
    )
    assert [view.camera.id for view in access.visible(caller())] == ["cam-1"]
    assert [view.camera.id for view in access.visible(caller("kpu", Role.OWNER_ADMIN))] == ["cam-1", "cam-3"]
    assert access.visible(caller("kpu", Role.PLATFORM_OPERATOR)) == []
    assert access.visible(caller(tenant="bandung")) == []


def test_a_page_goes_on_behind_an_id() -> None:
    access = new_access(*(camera(f"cam-{number}") for number in range(5)), grant())
    assert [view.camera.id for view in access.page(caller(), "cam-1", 2)] == ["cam-2", "cam-3"]


def test_a_view_says_what_is_allowed_by_which_grant_and_how_the_stream_is() -> None:
    live_only = grant(actions=frozenset({Action.LIVE}))
    view = new_access(camera(), state(), live_only).require_view(caller(), "cam-1")
    assert (view.actions, view.grant, view.state) == ((Action.LIVE,), "grant-1", state())
    own = new_access(camera()).require_view(caller("kpu", Role.OWNER_ADMIN), "cam-1")
    assert (own.actions, own.grant, own.state) == (
        (Action.LIVE, Action.PLAYBACK, Action.EXPORT, Action.EVENTS),
        None,
        None,
    )


def test_a_refusal_says_why_and_is_counted() -> None:
    tally = Tally()
    access = new_access(camera(), camera("cam-2", private=True), grant(), tally=tally)
    with pytest.raises(Forbidden) as refused:
        access.require(caller(), "cam-2", Action.LIVE)
    assert refused.value.reason == "private-zone"
    access.require(caller(), "cam-1", Action.LIVE)
    assert [(each.allowed, each.reason) for each in tally.decisions] == [
        (False, "private-zone"),
        (True, "grant"),
    ]


def test_a_camera_of_another_tenant_does_not_exist() -> None:
    access = new_access(camera(), grant())
    for stranger in (caller(tenant="bandung"), caller("kpu", Role.OWNER_ADMIN, tenant="bandung")):
        with pytest.raises(NotFound):
            access.require(stranger, "cam-1", Action.LIVE)
        with pytest.raises(NotFound):
            access.require_view(stranger, "cam-1")


def test_nothing_is_answered_before_everything_was_heard() -> None:
    access = Access(noon_clock(), Tally(), health := Health())
    access.caught_up("cameras")
    with pytest.raises(Unavailable, match="grants"):
        access.page(caller(), "", 10)
    with pytest.raises(Unavailable):
        access.require(caller(), "cam-1", Action.LIVE)
    assert list(health.reasons()) == ["grants"]


def test_a_change_of_a_grant_names_its_cameras_and_its_grantee() -> None:
    access, changes = new_access(camera("cam-1"), camera("cam-2", site="tps-2"), grant()), list[Change]()
    access.listen(changes.append)
    access.take_grant(grant().revoked("kpu.admin", NOON, None))
    access.take_grant(grant())
    assert changes == [Change(TENANT, ("cam-1",), "police")]


def test_a_change_of_a_camera_concerns_everybody() -> None:
    access, changes = new_access(camera()), list[Change]()
    access.listen(changes.append)
    access.take_camera(TENANT, camera(version=2, private=True))
    access.take_camera(TENANT, camera(version=1))
    access.take_state(TENANT, state())
    assert changes == [Change(TENANT, ("cam-1",)), Change(TENANT, ("cam-1",))]


def test_the_edges_of_grants_are_told_as_time_passes_them() -> None:
    access, changes = new_access(camera(), grant(), grant("two", locus=Locus(sites=("x",)))), list[Change]()
    access.listen(changes.append)
    assert access.next_edge(NOON) == NOON + MINUTE
    access.pass_edges(NOON, NOON + MINUTE)
    assert sorted(changes, key=lambda change: change.cameras) == [
        Change(TENANT, (), "police"),
        Change(TENANT, ("cam-1",), "police"),
    ]
