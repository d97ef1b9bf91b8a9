import pytest

from lokus_analytics.domain.watched import WatchedCamera, watched_camera
from lokus_proto.subjects import StreamName
from lokus_proto.v1.camera import CameraRecord, SiteKind, SitePlace, ZonePlace

BOTH = (StreamName.MAIN, StreamName.SUB)


def record(
    *,
    private: bool = False,
    streams: tuple[StreamName, ...] = BOTH,
    motion_analytics: bool = True,
    enabled: bool = True,
    removed: bool = False,
) -> CameraRecord:
    return CameraRecord(
        id="gate",
        version=1,
        name="Gate",
        owner="kpu-dki",
        site=SitePlace(id="office", name="Office", kind=SiteKind.OFFICE),
        zone=ZonePlace(id="entrance", name="Entrance", kind="entrance", private=private),
        areas=("31",),
        streams=streams,
        motion_analytics=motion_analytics,
        enabled=enabled,
        removed=removed,
    )


def test_the_small_stream_is_watched_where_there_is_one() -> None:
    assert watched_camera("jakarta", record()) == WatchedCamera("jakarta", "gate", StreamName.SUB)


def test_a_camera_with_one_stream_is_watched_by_it() -> None:
    watched = watched_camera("jakarta", record(streams=(StreamName.MAIN,)))
    assert watched == WatchedCamera("jakarta", "gate", StreamName.MAIN)


def test_a_private_zone_is_never_watched() -> None:
    assert watched_camera("jakarta", record(private=True)) is None


@pytest.mark.parametrize("off", [record(motion_analytics=False), record(enabled=False), record(removed=True)])
def test_a_camera_that_is_off_is_not_watched(off: CameraRecord) -> None:
    assert watched_camera("jakarta", off) is None


def test_a_camera_without_streams_is_not_watched() -> None:
    assert watched_camera("jakarta", record(streams=())) is None
