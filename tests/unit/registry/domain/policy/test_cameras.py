from dataclasses import replace

import pytest

from lokus_identity.caller import Role
from lokus_proto.v1.recording import RecordingMode, RecordingPolicy
from lokus_registry.domain.announcement import PlacedCamera
from lokus_registry.domain.policy.cameras import may_put_camera, may_remove_camera, visible_cameras
from lokus_registry.domain.policy.directory import may_read
from unit.registry.cast import CAMERA, HALL, OFFICE, OTHER_SITE, caller, placed
from unit.registry.rules import EVERYBODY, allowed, passes


def test_scopes_of_cameras() -> None:
    covered = {
        who.organisation
        for who in EVERYBODY
        if passes(may_read, who) and visible_cameras(who).covers("kpu", "nusantara")
    }
    assert covered == {"lokus", "auditors", "kpu", "nusantara"}


@pytest.mark.parametrize(
    ("before", "after", "hold"),
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
def test_who_may_put_a_camera(before: PlacedCamera | None, after: PlacedCamera, hold: set[str]) -> None:
    assert allowed(may_put_camera, before, after) == hold


def test_who_may_remove_a_camera() -> None:
    assert allowed(may_remove_camera, placed()) == {"kpu", "nusantara"}


def test_an_organisation_without_the_role_has_no_hold() -> None:
    assert not passes(may_put_camera, caller("kpu", Role.AGENCY_OPERATOR), None, placed())
    assert not passes(may_put_camera, caller("nusantara", Role.AUDITOR), None, placed())


def test_only_the_owner_says_how_a_camera_is_recorded() -> None:
    recorded = placed(replace(CAMERA, recording=RecordingPolicy(mode=RecordingMode.CONTINUOUS)))
    assert allowed(may_put_camera, None, recorded) == {"kpu"}
    assert allowed(may_put_camera, placed(), recorded) == {"kpu"}
    assert allowed(may_put_camera, recorded, recorded) == {"kpu", "nusantara"}
    assert allowed(may_put_camera, recorded, placed()) == {"kpu", "nusantara"}
