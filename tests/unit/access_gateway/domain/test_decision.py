"""The first decider."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lokus_access_gateway.domain.decision import Decision, Reason, decide
from lokus_access_gateway.domain.grant import Grant
from lokus_identity.caller import Role
from lokus_proto.v1.grant_change import Action, GrantState, Locus
from support.gateway_facts import MINUTE, NOON, TENANT, caller, camera, grant

TICK = timedelta(microseconds=1)

ROLES = st.frozensets(st.sampled_from(Role))
ORGANISATIONS = st.sampled_from(["kpu", "police", "bawaslu"])
MOMENTS = st.integers(-5, 5).map(lambda minutes: NOON + minutes * MINUTE)
LOCI = st.builds(
    Locus,
    areas=st.lists(st.sampled_from(["31", "31.71.06.1001", "32"]), max_size=2),
    sites=st.lists(st.sampled_from(["tps-1", "tps-2"]), max_size=2),
    zones=st.lists(st.sampled_from(["tps-1-hall", "tps-2-hall"]), max_size=1),
    cameras=st.lists(st.sampled_from(["cam-1", "cam-2"]), max_size=1),
)
GRANTS = st.builds(
    grant,
    tenant=st.sampled_from([TENANT, "bandung"]),
    owner=ORGANISATIONS,
    grantee=ORGANISATIONS,
    locus=LOCI,
    actions=st.frozensets(st.sampled_from(Action)),
    not_before=MOMENTS,
    not_after=MOMENTS,
    state=st.sampled_from(GrantState),
)


def answer(*grants: Grant, now: datetime = NOON, action: Action = Action.LIVE) -> Decision:
    return decide(caller(), camera(), action, grants, now)


@given(org=ORGANISATIONS, roles=ROLES, grants=st.lists(GRANTS), now=MOMENTS, action=st.sampled_from(Action))
def test_a_private_zone_is_never_allowed(
    org: str, roles: frozenset[Role], grants: list[Grant], now: datetime, action: Action
) -> None:
    decision = decide(caller(org, roles=roles), camera(private=True), action, grants, now)
    assert decision == Decision(allowed=False, reason=Reason.PRIVATE_ZONE)


@given(org=ORGANISATIONS, roles=ROLES, grants=st.lists(GRANTS), now=MOMENTS, action=st.sampled_from(Action))
def test_a_camera_that_is_not_in_service_is_its_owners_alone(
    org: str, roles: frozenset[Role], grants: list[Grant], now: datetime, action: Action
) -> None:
    decision = decide(caller(org, roles=roles), camera(in_service=False), action, grants, now)
    assert decision.reason in {Reason.OWNER, Reason.OPERATOR, Reason.NOT_IN_SERVICE}
    assert decision.allowed == (decision.reason is Reason.OWNER)
    assert not decision.allowed or org == "kpu"


@given(org=ORGANISATIONS, roles=ROLES, grants=st.lists(GRANTS), now=MOMENTS, action=st.sampled_from(Action))
def test_who_is_allowed_owns_the_camera_or_holds_an_open_grant_over_it(
    org: str, roles: frozenset[Role], grants: list[Grant], now: datetime, action: Action
) -> None:
    person, place = caller(org, roles=roles), camera()
    decision = decide(person, place, action, grants, now)
    if not decision.allowed:
        return
    assert Role.PLATFORM_OPERATOR not in roles
    if decision.reason is Reason.OWNER:
        assert org == place.owner
        assert roles & {Role.OWNER_ADMIN, Role.PARTNER}
    else:
        assert any(
            each.tenant == person.tenant
            and each.owner == place.owner
            and each.grantee == org
            and each.state is GrantState.ACTIVE
            and each.not_before <= now < each.not_after
            and action in each.actions
            for each in grants
        )


@given(roles=ROLES, grants=st.lists(GRANTS), now=MOMENTS)
def test_the_platform_operator_never_sees_video(
    roles: frozenset[Role], grants: list[Grant], now: datetime
) -> None:
    person = caller("kpu", roles=roles | {Role.PLATFORM_OPERATOR})
    assert decide(person, camera(), Action.LIVE, grants, now) == Decision(
        allowed=False, reason=Reason.OPERATOR
    )


def test_a_grant_begins_with_its_first_moment_and_ends_before_its_last() -> None:
    assert answer(grant(not_before=NOON)).allowed
    assert answer(grant(not_before=NOON + TICK)).reason is Reason.NOT_YET
    assert answer(grant(not_after=NOON + TICK)).allowed
    assert answer(grant(not_after=NOON)).reason is Reason.EXPIRED


def test_the_answer_names_the_grant_that_lasts_longest() -> None:
    short, long = grant("short"), grant("long", not_after=NOON + 5 * MINUTE)
    assert answer(short, long).grant == "long"


def test_the_answer_reaches_back_to_the_earliest_active_grant() -> None:
    older, over = grant("older", not_before=NOON - 3 * MINUTE), grant("over", not_after=NOON)
    assert answer(grant(), older, over).since == NOON - 3 * MINUTE


def test_an_owner_sees_its_own_without_a_grant() -> None:
    for role in (Role.OWNER_ADMIN, Role.PARTNER):
        owner = caller("kpu", role)
        assert decide(owner, camera(), Action.LIVE, (), NOON) == Decision(allowed=True, reason=Reason.OWNER)


def test_a_vendor_of_the_owner_sees_nothing() -> None:
    assert decide(caller("kpu", Role.VENDOR), camera(), Action.LIVE, (), NOON).reason is Reason.NO_GRANT


def test_roles_that_do_not_view_are_denied_in_spite_of_a_grant() -> None:
    for role in (Role.VENDOR, Role.AUDITOR):
        decision = decide(caller("police", role), camera(), Action.LIVE, (grant(),), NOON)
        assert decision == Decision(allowed=False, reason=Reason.ROLE)


def test_each_action_needs_to_be_in_the_grant() -> None:
    live_only = grant(actions=frozenset({Action.LIVE}))
    assert answer(live_only).allowed
    assert answer(live_only, action=Action.EVENTS).reason is Reason.NO_GRANT


def test_a_grant_over_another_owners_cameras_is_void() -> None:
    assert answer(grant(owner="dishub")).reason is Reason.NO_GRANT


def test_the_nearest_reason_is_told() -> None:
    soon = grant("soon", not_before=NOON + MINUTE, not_after=NOON + 2 * MINUTE)
    long_gone = grant("gone", not_before=NOON - 9 * MINUTE, not_after=NOON - 8 * MINUTE)
    revoked = grant("revoked").revoked("kpu.admin", NOON - 3 * MINUTE, None)
    assert answer(soon, long_gone, revoked).reason is Reason.NOT_YET
    assert answer(long_gone, revoked).reason is Reason.REVOKED
    assert answer(long_gone).reason is Reason.EXPIRED
    assert answer().reason is Reason.NO_GRANT
