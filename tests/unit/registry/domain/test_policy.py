from dataclasses import replace

import pytest

from lokus_kit.errors import Forbidden
from lokus_kit.identity import Caller, Role
from lokus_registry.domain import policy
from lokus_registry.domain.announcement import PlacedCamera
from unit.registry import cast
from unit.registry.cast import CAMERA, HALL, OFFICE, OTHER_SITE, caller, placed

_EVERYBODY = (
    cast.OPERATOR,
    cast.OWNER,
    cast.OTHER_OWNER,
    cast.PARTNER,
    cast.VENDOR,
    cast.OTHER_VENDOR,
    cast.AUDITOR,
    cast.POLICE,
    cast.OBSERVER,
)


def _allowed(rule: object, *arguments: object) -> set[str]:
    """The organisations of those whom a rule lets pass."""
    return {who.organisation for who in _EVERYBODY if _passes(rule, who, *arguments)}


def _passes(rule: object, who: Caller, *arguments: object) -> bool:
    assert callable(rule)
    try:
        rule(who, *arguments)
    except Forbidden:
        return False
    return True


def test_viewers_read_nothing_here() -> None:
    readers = {"lokus", "kpu", "dishub", "plaza", "nusantara", "rival", "auditors"}
    assert _allowed(policy.may_read) == readers
    assert _allowed(policy.visible_places) == readers
    assert _allowed(policy.visible_cameras) == readers
    with pytest.raises(Forbidden, match="gateway"):
        policy.may_read(cast.POLICE)


def test_the_directory_is_the_operators() -> None:
    assert _allowed(policy.may_change_directory) == {"lokus"}


def test_a_place_is_its_owners() -> None:
    assert _allowed(policy.may_change_places_of, "kpu") == {"kpu"}
    assert _allowed(policy.may_change_places_of, "plaza") == {"plaza"}
    assert _allowed(policy.may_change_places_of, "nusantara") == set()


def test_scopes_of_cameras() -> None:
    covered = {
        who.organisation
        for who in _EVERYBODY
        if _passes(policy.may_read, who) and policy.visible_cameras(who).covers("kpu", "nusantara")
    }
    assert covered == {"lokus", "auditors", "kpu", "nusantara"}


def test_scopes_of_places() -> None:
    covered = {
        who.organisation
        for who in _EVERYBODY
        if _passes(policy.may_read, who) and policy.visible_places(who).covers("kpu")
    }
    assert covered == {"lokus", "auditors", "kpu", "nusantara", "rival", "plaza"}


def test_a_scope_of_nothing_covers_nothing() -> None:
    assert not policy.Scope().covers("kpu", "nusantara")
    assert not policy.Scope(vendor="nusantara").covers("nusantara", None)


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        pytest.param(None, placed(), {"kpu", "nusantara"}, id="new"),
        pytest.param(None, placed(replace(CAMERA, vendor=None)), {"kpu"}, id="new, without a vendor"),
        pytest.param(placed(), placed(), {"kpu", "nusantara"}, id="again"),
        pytest.param(placed(), placed(replace(CAMERA, vendor="rival")), {"kpu"}, id="given to a rival"),
        pytest.param(placed(replace(CAMERA, vendor=None)), placed(), {"kpu"}, id="taken by a vendor"),
        pytest.param(placed(), placed(site=OTHER_SITE), {"nusantara"}, id="moved to another owner"),
        pytest.param(placed(zone=OFFICE), placed(), {"kpu"}, id="out of a private zone"),
        pytest.param(placed(), placed(zone=OFFICE), {"kpu", "nusantara"}, id="into a private zone"),
        pytest.param(
            placed(zone=OFFICE),
            placed(zone=replace(HALL, private=True)),
            {"kpu", "nusantara"},
            id="from private to private",
        ),
    ],
)
def test_who_may_put_a_camera(before: PlacedCamera | None, after: PlacedCamera, allowed: set[str]) -> None:
    assert _allowed(policy.may_put_camera, before, after) == allowed


def test_who_may_remove_a_camera() -> None:
    assert _allowed(policy.may_remove_camera, placed()) == {"kpu", "nusantara"}


def test_an_organisation_without_the_role_has_no_hold() -> None:
    assert not _passes(policy.may_put_camera, caller("kpu", Role.AGENCY_OPERATOR), None, placed())
    assert not _passes(policy.may_put_camera, caller("nusantara", Role.AUDITOR), None, placed())
