import asyncio

import pytest

from lokus_analytics.application.fleet import Fleet
from lokus_analytics.application.tally import Tally
from lokus_analytics.domain.watched import WatchedCamera
from lokus_analytics.entrypoints.camera_records import CameraRecords
from lokus_kit.follow import Kept
from lokus_proto import subjects
from lokus_proto.envelope import envelope
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraRecord, SiteKind, SitePlace, ZonePlace
from support.clock import VirtualClock


async def never(_: WatchedCamera) -> None:
    await asyncio.Event().wait()


def kept(camera: str, on_subject_of: str) -> Kept:
    record = CameraRecord(
        id=camera,
        version=1,
        name=camera,
        owner="kpu-dki",
        site=SitePlace(id="office", name="Office", kind=SiteKind.OFFICE),
        zone=ZonePlace(id="yard", name="Yard", kind="yard", private=False),
        areas=("31",),
        streams=(StreamName.MAIN,),
        motion_analytics=True,
    )
    wrapped = envelope(
        record,
        message_id="1",
        service="registry",
        tenant="jakarta",
        subject=camera,
        time=VirtualClock().now(),
    )
    return Kept(subjects.camera_record("jakarta", on_subject_of), wrapped.to_bytes(), 1)


async def test_a_record_changes_what_the_fleet_wants() -> None:
    fleet = Fleet(never, Tally())
    await CameraRecords(fleet).handle(kept("gate", "gate"))
    assert fleet._wanted == {("jakarta", "gate"): WatchedCamera("jakarta", "gate", StreamName.MAIN)}


async def test_a_record_on_the_subject_of_another_camera_is_refused() -> None:
    with pytest.raises(ValueError, match="is about store"):
        await CameraRecords(Fleet(never, Tally())).handle(kept("store", "gate"))


async def test_a_malformed_record_is_refused() -> None:
    with pytest.raises(ValueError, match=r".+"):
        await CameraRecords(Fleet(never, Tally())).handle(
            Kept(subjects.camera_record("jakarta", "gate"), b"{}", 1)
        )
