from datetime import UTC, datetime

import pytest

from lokus_ingest.domain.recording.dropped import read_name

START = datetime(2026, 2, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    "start", ["20260214T070000+0700", "2026-02-14T00:00:00Z", "2026-02-14T07:00:00+07:00"]
)
def test_a_file_is_told_by_tenant_camera_and_the_time_of_its_first_picture(start: str) -> None:
    dropped = read_name(f"jakarta/cam-1/{start}.mp4")
    assert (dropped.tenant, dropped.camera, dropped.starts_at) == ("jakarta", "cam-1", START)


@pytest.mark.parametrize(
    "path",
    [
        "20260214T070000+0700.mp4",
        "jakarta/20260214T070000+0700.mp4",
        "jakarta/cam-1/deeper/20260214T070000+0700.mp4",
        "Jakarta/cam-1/20260214T070000+0700.mp4",
        "jakarta/cam.1/20260214T070000+0700.mp4",
        "jakarta/cam-1/20260214T070000.mp4",
        "jakarta/cam-1/yesterday.mp4",
        "../cam-1/20260214T070000+0700.mp4",
    ],
)
def test_any_other_name_is_refused_with_what_it_should_be(path: str) -> None:
    with pytest.raises(ValueError, match=r"TENANT/CAMERA|subject token|20260214T070000"):
        read_name(path)
