"""What is made of a soak."""

from datetime import UTC, datetime, timedelta

import pytest

from bench.fleet.deliveries import Heard
from bench.soak.faults import Fault, Kind
from bench.soak.judging import Gap, gaps_of, gaps_recorded, slope_per_hour, stuck, unexplained
from lokus_proto.media import Codec
from lokus_proto.subjects import StreamName
from lokus_proto.v1.recording import RecordingPurpose, SegmentClosed
from lokus_proto.v1.stream_state import Phase

FAULT = Fault(Kind.STALLS, range(3, 6), 100.0, 120.0)

RECORDED = SegmentClosed(
    camera="cam-4",
    stream=StreamName.MAIN,
    run=1,
    start=datetime(2026, 11, 22, tzinfo=UTC),
    end=datetime(2026, 11, 22, tzinfo=UTC),
    first_pts_90k=0,
    duration_90k=1,
    frames=1,
    size_bytes=1,
    sha256="0" * 64,
    codec=Codec.H264,
    width=1,
    height=1,
    purpose=RecordingPurpose.SECURITY,
    object="-",
)


def heard(*told: tuple[float, Phase, int | None]) -> list[Heard]:
    return [Heard(*each) for each in told]


def test_a_gap_is_from_the_last_word_of_delivering_to_the_next() -> None:
    said = heard(
        (0, Phase.CONNECTING, None),
        (1, Phase.DELIVERING, 1),
        (9, Phase.STALLED, 1),
        (10, Phase.CONNECTING, None),
        (12, Phase.DELIVERING, 2),
        (20, Phase.FAILED, None),
    )
    assert list(gaps_of(7, said)) == [Gap(7, 9, 12), Gap(7, 20, None)]


def test_a_new_run_without_a_word_between_is_a_gap() -> None:
    said = heard((1, Phase.DELIVERING, 1), (5, Phase.DELIVERING, 2))
    assert list(gaps_of(7, said)) == [Gap(7, 5, 5)]


def test_a_gap_is_explained_by_a_fault_of_its_camera_at_its_time() -> None:
    explained = Gap(4, 105.0, 121.0)
    other_camera, too_early = Gap(6, 105.0, 121.0), Gap(4, 99.0, 121.0)
    assert unexplained([explained, other_camera, too_early], [FAULT]) == [other_camera, too_early]


@pytest.mark.parametrize(("ends", "is_stuck"), [(125.0, False), (151.0, True), (None, True)])
def test_a_camera_is_stuck_that_stays_away_long_after_its_fault(
    ends: float | None, *, is_stuck: bool
) -> None:
    assert bool(stuck([Gap(4, 105.0, ends)], [FAULT], 200.0)) is is_stuck


def test_a_slope_is_found_through_noise() -> None:
    samples = {float(at): 100 + at / 3600 + (1 if at % 20 else -1) for at in range(0, 7200, 10)}
    assert slope_per_hour(samples) == pytest.approx(1.0, abs=0.05)


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def recorded(*spans: tuple[float, float]) -> list[Gap]:
    """Return the gaps of these seconds of a recording that was to be from 0 to 200."""
    segments = [
        RECORDED.model_copy(
            update={"start": NOON + timedelta(seconds=start), "end": NOON + timedelta(seconds=end)}
        )
        for start, end in spans
    ]
    return list(gaps_recorded(4, segments, lambda moment: (moment - NOON).total_seconds(), 0, 200))


def test_a_gap_in_recordings_is_from_one_segment_to_the_next_that_does_not_adjoin() -> None:
    gaps = recorded((90, 150), (-3, 60), (60.04, 80))
    assert gaps == [Gap(4, 81.0, 90.0)]
    fault = Fault(Kind.LEAVES, range(4, 5), 80.5, 85.0)
    assert unexplained(gaps, [fault]) == []


@pytest.mark.parametrize(
    ("spans", "gaps"),
    [
        ([], [Gap(4, 1.0, None)]),
        ([(20, 180)], [Gap(4, 1.0, 20.0)]),
        ([(0, 100)], [Gap(4, 101.0, None)]),
        ([(0, 130)], []),
    ],
)
def test_a_recording_that_never_was_began_late_or_ended_early_is_a_gap(
    spans: list[tuple[float, float]], gaps: list[Gap]
) -> None:
    assert recorded(*spans) == gaps
