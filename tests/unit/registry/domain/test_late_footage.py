from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from lokus_kit.errors import Invalid
from lokus_proto.subjects import StreamName
from lokus_registry.domain.camera import Camera, Stream
from lokus_registry.domain.late_footage import LateClaim, check_start, id_of, recorded_stream

START = datetime(2026, 2, 14, 7, tzinfo=UTC)
CLAIM = LateClaim("a.mp4", START, "0" * 64)


def identity(claim: LateClaim, tenant: str = "jakarta", camera: str = "c1") -> str:
    return id_of(tenant, camera, StreamName.MAIN, claim)


def test_the_same_footage_has_the_same_id_whatever_it_is_called_and_in_whatever_time_zone() -> None:
    jakarta = START.astimezone(timezone(timedelta(hours=7)))
    assert identity(CLAIM) == identity(replace(CLAIM, name="b.mp4", starts_at=jakarta))


@pytest.mark.parametrize(
    "other",
    [
        replace(CLAIM, sha256="1" * 64),
        replace(CLAIM, starts_at=START + timedelta(milliseconds=1)),
        replace(CLAIM, clock_offset_milliseconds=1),
        replace(CLAIM, frames_per_second=25.0),
    ],
)
def test_other_content_or_another_time_is_other_footage(other: LateClaim) -> None:
    assert identity(other) != identity(CLAIM)


def test_the_same_file_is_other_footage_for_another_tenant_or_camera() -> None:
    assert len({identity(CLAIM), identity(CLAIM, "bandung"), identity(CLAIM, camera="c2")}) == 3


def test_footage_is_of_the_stream_that_is_recorded() -> None:
    main, sub = Stream(StreamName.MAIN, "rtsp://192.0.2.1/"), Stream(StreamName.SUB, "rtsp://192.0.2.1/s")
    camera = Camera("c1", "Camera", "hall", None, (sub, main))
    assert recorded_stream(camera) is StreamName.MAIN
    assert recorded_stream(replace(camera, streams=(sub,))) is StreamName.SUB


def test_footage_that_is_still_to_come_is_refused_unless_its_clock_was_ahead() -> None:
    check_start(CLAIM, START)
    with pytest.raises(Invalid, match="starts_at"):
        check_start(CLAIM, START - timedelta(hours=7))
    check_start(replace(CLAIM, clock_offset_milliseconds=-7 * 3600 * 1000), START - timedelta(hours=7))
