from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.onvif.card import CardRecording, Stretch, known_offset, stretches
from lokus_ingest.domain.onvif.failure import DeviceFailure

NOON = datetime(2024, 2, 14, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_of_a_recording_that_goes_on_the_range_is_fetched() -> None:
    assert stretches([CardRecording("r1", "s", at(-60))], at(0), at(5)) == [Stretch("r1", at(0), at(5))]


def test_a_recording_is_fetched_as_far_as_it_reaches() -> None:
    recordings = [CardRecording("r1", "s", at(1), at(3)), CardRecording("r2", "s", at(9), at(10))]
    assert stretches(recordings, at(0), at(5)) == [Stretch("r1", at(1), at(3))]


def test_recordings_of_events_are_fetched_in_the_order_of_time_and_nothing_twice() -> None:
    recordings = [
        CardRecording("r2", "s", at(2), at(4)),
        CardRecording("r1", "s", at(1), at(3)),
        CardRecording("r3", "s", at(2), at(3)),
    ]
    assert stretches(recordings, at(0), at(9)) == [Stretch("r1", at(1), at(3)), Stretch("r2", at(3), at(4))]


def test_a_device_that_does_not_say_when_is_asked_for_all_of_the_range() -> None:
    assert stretches([CardRecording("r1", "s")], at(0), at(5)) == [Stretch("r1", at(0), at(5))]


def test_of_several_sources_only_the_camera_s_own_is_fetched() -> None:
    recordings = [CardRecording("r1", "main", at(0), at(5)), CardRecording("r2", "sub", at(0), at(5))]
    assert [each.recording for each in stretches(recordings, at(0), at(5), "sub")] == ["r2"]
    for unknown in (None, "third"):
        with pytest.raises(DeviceFailure, match="which is this camera's"):
            stretches(recordings, at(0), at(5), unknown)


def test_a_card_without_the_range_has_nothing_to_fetch() -> None:
    assert stretches([CardRecording("r1", "s", at(-9), at(-5))], at(0), at(5)) == []


minutes = st.integers(-30, 30).map(at)
recording = st.builds(
    CardRecording, st.text(max_size=2), st.just("s"), st.none() | minutes, st.none() | minutes
)


@given(st.lists(recording, max_size=8), minutes, minutes)
def test_stretches_lie_in_the_range_one_behind_the_other(
    recordings: list[CardRecording], start: datetime, until: datetime
) -> None:
    found = stretches(recordings, start, until)
    edges = [edge for each in found for edge in (each.start, each.until)]
    assert edges == sorted(edges)
    assert all(start <= edge <= until for edge in edges)
    assert all(each.start < each.until for each in found)


def test_a_clock_is_corrected_by_what_is_known_of_it() -> None:
    assert known_offset(timedelta(hours=7)) == timedelta(hours=7)
    assert known_offset(timedelta(seconds=-2)) == timedelta(seconds=-2)
    assert known_offset(timedelta(seconds=1.4)) == timedelta(0)
    with pytest.raises(DeviceFailure, match="does not tell its time"):
        known_offset(None)
