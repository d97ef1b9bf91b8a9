"""The JSON of the API."""

import pytest
from pydantic import ValidationError

from lokus_access_gateway.application.access import CameraView
from lokus_access_gateway.domain.event import Event
from lokus_access_gateway.domain.grant import GrantFile
from lokus_access_gateway.entrypoints.models import CameraItem, EventItem, GrantBody, GrantItem
from lokus_proto.v1.event import EventKind, Region, Snapshot
from lokus_proto.v1.grant_change import Action
from lokus_proto.v1.stream_state import Reader, RecordingState
from support.gateway_facts import MINUTE, NOON, TENANT, camera, grant, state

BODY = {
    "owner": "kpu",
    "grantee": "police",
    "locus": {"areas": ["31.71"]},
    "purpose": "traffic",
    "actions": ["live"],
    "not_before": NOON,
    "not_after": NOON + MINUTE,
}


def test_a_camera_of_which_nothing_was_heard_is_unknown() -> None:
    item = CameraItem.of(CameraView(camera(), None, (Action.LIVE,), None))
    assert (item.status, item.reason, item.measured) == ("unknown", None, None)
    heard = CameraItem.of(CameraView(camera(), state(), (Action.LIVE,), "grant-1"))
    assert (heard.status, heard.grant) == ("delivering", "grant-1")


def test_what_reads_a_camera_and_whether_it_is_recorded_is_told_to_its_owner_alone() -> None:
    told = {"reader": Reader.PYAV, "recording": RecordingState.REFUSED}
    heard = state().model_copy(update=told)
    own = CameraItem.of(CameraView(camera(), heard, (Action.LIVE,), None))
    assert (own.reader, own.recording) == (Reader.PYAV, RecordingState.REFUSED)
    granted = CameraItem.of(CameraView(camera(), heard, (Action.LIVE,), "grant-1"))
    assert (granted.reader, granted.recording) == (None, None)


def test_a_revoked_grant_says_by_whom_and_an_active_one_does_not() -> None:
    active = GrantItem.of(GrantFile(grant(), None, "a", NOON), NOON)
    revoked = GrantItem.of(GrantFile(grant().revoked("b", NOON, "why"), None, "a", NOON), NOON)
    assert (active.revoked_by, active.revoked_at, active.state) == (None, None, "active")
    assert (revoked.revoked_by, revoked.revoked_at, revoked.reason) == ("b", NOON, "why")


def test_an_event_says_where_its_picture_is() -> None:
    picture = Snapshot(key="k", width=1, height=1, size_bytes=1, sha256="0")
    event = Event(TENANT, "e1", "cam-1", EventKind.MOTION, NOON, Region(x=0, y=0, width=1, height=1), picture)
    assert EventItem.of(event).snapshot == "/v1/events/e1/snapshot"


@pytest.mark.parametrize(
    "wrong",
    [{"not_after": NOON}, {"locus": {}}, {"grantee": "kpu"}, {"actions": []}, {"letter": ""}, {"extra": 1}],
)
def test_a_grant_that_makes_no_sense_is_invalid(wrong: dict[str, object]) -> None:
    GrantBody.model_validate(BODY)
    with pytest.raises(ValidationError):
        GrantBody.model_validate(BODY | wrong)
