from datetime import timedelta

import pytest

from lokus_ingest.domain.recording.retention import RecordedHour, expendable, expired, read_folder
from lokus_ingest.domain.stream_key import StreamKey
from unit.ingest.domain.recording.test_segment import HEAD
from unit.ingest.samples import KEY, NOON


def hour(before: int, camera: str = "cam-1") -> RecordedHour:
    start = NOON - timedelta(hours=before)
    return read_folder(f"jakarta/{camera}/main/{start:%Y-%m-%d}/{start:%H}")


def test_a_folder_names_its_hour() -> None:
    assert read_folder(HEAD.folder) == RecordedHour(KEY, NOON, HEAD.folder)


@pytest.mark.parametrize("folder", ["", "a/b/main/2026-11-22", "a/b/other/2026-11-22/12", "a/b/main/x/12"])
def test_what_is_no_hour_is_told(folder: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_folder(folder)


def test_an_hour_goes_when_all_of_it_is_past_its_retention() -> None:
    hours = [hour(before) for before in (72, 73, 74, 75)]
    assert expired(hours, NOON, lambda _: 72) == [hour(74), hour(75)]


def test_nothing_goes_of_a_camera_that_nobody_told_of() -> None:
    def known(key: StreamKey) -> int | None:
        return 1 if key.camera == "cam-1" else None

    assert expired([hour(9), hour(9, "cam-2")], NOON, known) == [hour(9)]


def test_room_is_made_of_the_oldest_and_never_of_what_is_written_to() -> None:
    hours = [hour(0), hour(1), hour(3, "cam-2"), hour(2), hour(3)]
    assert expendable(hours, NOON) == [hour(3), hour(3, "cam-2"), hour(2)]
