from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.recording.retention import (
    Keeping,
    KeepingOf,
    RecordedHour,
    expendable,
    expired,
    held_beyond,
    read_folder,
)
from lokus_ingest.domain.stream_key import StreamKey
from lokus_proto.v1.recording import RecordingHold
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


def keeping(retention_hours: int, *holds: RecordingHold) -> KeepingOf:
    return lambda _: Keeping(retention_hours, holds)


def test_an_hour_goes_when_all_of_it_is_past_its_retention() -> None:
    hours = [hour(before) for before in (72, 73, 74, 75)]
    assert expired(hours, NOON, keeping(72)) == [hour(74), hour(75)]


def test_nothing_goes_of_a_camera_that_nobody_told_of() -> None:
    def known(key: StreamKey) -> Keeping | None:
        return Keeping(1) if key.camera == "cam-1" else None

    hours = [hour(9), hour(9, "cam-2")]
    assert expired(hours, NOON, known) == [hour(9)]
    assert expendable(hours, NOON, known) == [hour(9)]


def test_room_is_made_of_the_oldest_and_never_of_what_is_written_to() -> None:
    hours = [hour(0), hour(1), hour(3, "cam-2"), hour(2), hour(3)]
    assert expendable(hours, NOON, keeping(72)) == [hour(3), hour(3, "cam-2"), hour(2)]


def test_a_hold_on_part_of_an_hour_keeps_it_and_the_one_whose_last_segment_reaches_into_it() -> None:
    start = hour(10).start + timedelta(minutes=2)
    hold = RecordingHold(id="h", start=start, end=start + timedelta(seconds=1))
    hours = [hour(before) for before in (9, 10, 11, 12)]
    assert expired(hours, NOON, keeping(1, hold)) == [hour(9), hour(12)]
    assert expendable(hours, NOON, keeping(1, hold)) == [hour(12), hour(9)]
    assert held_beyond(hours, NOON, keeping(1, hold)) == 2


def test_a_hold_ends_before_the_hour_at_which_it_ends() -> None:
    hold = RecordingHold(id="h", start=hour(10).start, end=hour(9).start)
    assert not hour(9).is_held([hold])
    assert hour(10).is_held([hold])


@given(
    before=st.integers(0, 200),
    ago_seconds=st.integers(0, 200 * 3600),
    length_seconds=st.one_of(st.none(), st.integers(1, 9 * 3600)),
    retention_hours=st.integers(1, 100),
    later_hours=st.integers(0, 1000),
)
def test_nothing_held_ever_goes(
    before: int, ago_seconds: int, length_seconds: int | None, retention_hours: int, later_hours: int
) -> None:
    start = NOON - timedelta(seconds=ago_seconds)
    end = None if length_seconds is None else start + timedelta(seconds=length_seconds)
    rules = keeping(retention_hours, RecordingHold(id="h", start=start, end=end))
    recorded, now = hour(before), NOON + timedelta(hours=later_hours)
    gone = [*expired([recorded], now, rules), *expendable([recorded], now, rules)]
    touches = start < recorded.start + timedelta(hours=1) and (end is None or recorded.start < end)
    assert not (gone and touches)
