import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.recording.footage_check import MAX_SECONDS, Checked, FootageCheck
from lokus_ingest.domain.recording.refusal import FootageRefused
from lokus_proto.media import Codec
from lokus_proto.v1.late_footage import LateRefusal
from unit.ingest.samples import IDR, SETS, SLICE

FRAME_90K = 3600


def checked(times: list[int], first: bytes = SETS + IDR) -> Checked:
    check = FootageCheck(Codec.H264, b"")
    for number, pts_90k in enumerate(times):
        check.take(first if number == 0 else SLICE, pts_90k)
    return check.end()


def refused(times: list[int], first: bytes = SETS + IDR) -> FootageRefused:
    with pytest.raises(FootageRefused) as caught:
        checked(times, first)
    return caught.value


def test_footage_with_a_key_frame_and_steady_times_is_fine() -> None:
    assert checked([500 + number * FRAME_90K for number in range(25)]) == Checked(25, 24 * FRAME_90K)


def test_pictures_a_little_out_of_order_are_fine() -> None:
    assert checked([0, 3 * FRAME_90K, FRAME_90K, 2 * FRAME_90K]).length_90k == 3 * FRAME_90K


def test_a_file_without_a_picture_is_empty() -> None:
    assert refused([]).reason is LateRefusal.EMPTY


@pytest.mark.parametrize("first", [SLICE, IDR, SETS[:12] + IDR])
def test_footage_that_no_decoder_could_start_is_refused(first: bytes) -> None:
    assert refused([0, FRAME_90K], first).reason is LateRefusal.NO_KEY_FRAME


@pytest.mark.parametrize("jump_seconds", [3600, 11, -3])
def test_a_jump_of_the_time_is_refused_and_its_place_is_told(jump_seconds: int) -> None:
    steady = [number * FRAME_90K for number in range(25 * 65)]
    told = refused([*steady, steady[-1] + jump_seconds * 90_000])
    assert told.reason is LateRefusal.TIME_JUMP
    assert "at 00:01:04 (picture 1,626)" in told.detail
    assert f"{jump_seconds:+,.1f} s" in told.detail


def test_more_than_a_day_is_refused() -> None:
    assert refused(list(range(0, (MAX_SECONDS + 10) * 90_000, 9 * 90_000))).reason is LateRefusal.TOO_LONG


def test_a_thousand_pictures_at_one_moment_are_no_footage() -> None:
    assert refused([0] * 1100).reason is LateRefusal.TIME_JUMP


@given(st.lists(st.tuples(st.binary(max_size=40), st.integers(-(2**62), 2**62)), max_size=40))
def test_whatever_comes_is_checked_or_refused(pictures: list[tuple[bytes, int]]) -> None:
    check = FootageCheck(Codec.H265, b"")
    try:
        for payload, pts_90k in pictures:
            check.take(payload, pts_90k)
        check.end()
    except FootageRefused as error:
        assert error.detail
