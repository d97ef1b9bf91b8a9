from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.recording.late import (
    FIRST_LATE_RUN,
    LatePicture,
    LateResult,
    LateUnits,
    late_run,
)
from lokus_kit.clock import utc_milliseconds
from lokus_proto.media import AccessUnit, Codec
from unit.ingest.samples import IDR, NOON, SETS, SLICE

FRAME = timedelta(milliseconds=40)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def taken(units: LateUnits, begins: datetime, frames: int) -> list[AccessUnit]:
    pictures = [
        LatePicture(SETS + IDR if number == 0 else SLICE, begins + number * FRAME) for number in range(frames)
    ]
    return [unit for picture in pictures if (unit := units.take(picture)) is not None]


@given(st.text(max_size=40), st.integers(0, 10**13).map(lambda ms: EPOCH + timedelta(milliseconds=ms)))
def test_a_late_run_has_a_number_that_no_live_run_has_and_a_double_holds(
    footage: str, begins: datetime
) -> None:
    run = late_run(footage, begins)
    assert FIRST_LATE_RUN <= run < 2**53
    assert int(float(run)) == run
    assert run > utc_milliseconds(begins)


def test_the_same_footage_has_the_same_runs_again_and_other_footage_others() -> None:
    first, again, other = (taken(LateUnits(name, Codec.H264, b""), NOON, 3) for name in ("a", "a", "b"))
    assert [unit.run for unit in first] == [unit.run for unit in again]
    assert first[0].run != other[0].run


def test_pictures_keep_the_time_at_which_they_were_taken() -> None:
    units = taken(LateUnits("a", Codec.H264, b""), NOON, 4)
    assert [unit.captured_at for unit in units] == [NOON + number * FRAME for number in range(4)]
    assert [unit.pts_90k for unit in units] == [0, 3600, 7200, 10800]


@given(st.integers(min_value=1, max_value=90_000 * 9))
def test_a_time_that_was_a_whole_number_of_ticks_stays_exact(ticks: int) -> None:
    units = LateUnits("a", Codec.H264, b"")
    units.take(LatePicture(SETS + IDR, NOON))
    unit = units.take(LatePicture(SLICE, NOON + timedelta(microseconds=ticks * 1_000_000 / 90_000)))
    assert unit is not None
    assert unit.pts_90k == ticks


def test_a_gap_in_the_footage_begins_another_run_at_its_next_key_frame() -> None:
    units = LateUnits("a", Codec.H264, b"")
    before = taken(units, NOON, 2)
    assert units.take(LatePicture(SLICE, NOON + timedelta(minutes=5))) is None
    after = taken(units, NOON + timedelta(minutes=5, seconds=1), 2)
    assert before[0].run != after[0].run
    assert (after[0].pts_90k, after[0].captured_at) == (0, NOON + timedelta(minutes=5, seconds=1))


def test_footage_without_parameter_sets_takes_those_that_were_named_beforehand() -> None:
    assert LateUnits("a", Codec.H264, b"").take(LatePicture(IDR, NOON)) is None
    units = LateUnits("a", Codec.H264, SETS)
    unit = units.take(LatePicture(IDR, NOON))
    assert unit is not None
    assert unit.payload == SETS + IDR
    assert units.resolution is not None


def test_results_of_two_parts_are_one_of_both() -> None:
    first = LateResult(1, 20, 300, NOON, NOON + FRAME, 2)
    second = LateResult(2, 30, 400, NOON - FRAME, NOON, 1)
    assert first.joined(second) == LateResult(3, 50, 700, NOON - FRAME, NOON + FRAME, 3)
    assert first.joined(LateResult()) == LateResult().joined(first) == first
