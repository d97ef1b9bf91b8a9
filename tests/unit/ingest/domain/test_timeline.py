import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.timeline import MAX_BACK_90K, MAX_FORWARD_90K, ClockJump, Timeline


def test_a_run_starts_at_zero_wherever_the_camera_does() -> None:
    timeline = Timeline()
    assert [timeline.place(5_000_000), timeline.place(5_007_500)] == [0, 7500]


def test_a_first_picture_without_a_time_is_the_zero_of_the_camera() -> None:
    timeline = Timeline()
    assert [timeline.place(None), timeline.place(7500)] == [0, 7500]


def test_a_later_picture_without_a_time_takes_the_usual_interval() -> None:
    timeline = Timeline()
    assert [timeline.place(each) for each in (0, 7500, None, 22_500)] == [0, 7500, 15_000, 22_500]


def test_a_repeated_time_is_moved_on_a_little() -> None:
    timeline = Timeline()
    assert [timeline.place(each) for each in (0, 7500, 7500, 15_000)] == [0, 7500, 7501, 15_000]


def test_pictures_out_of_order_keep_their_times_and_are_noticed() -> None:
    timeline = Timeline()
    assert [timeline.place(each) for each in (0, 9000, 3000, 6000)] == [0, 9000, 3000, 6000]
    assert timeline.reordered


def test_two_gops_in_order_clear_the_notice() -> None:
    timeline = Timeline()
    for each in (0, 9000, 3000):
        timeline.place(each)
    timeline.begin_gop()
    assert timeline.reordered
    timeline.begin_gop()
    assert not timeline.reordered


@pytest.mark.parametrize("jump", [-MAX_BACK_90K - 1, MAX_FORWARD_90K + 1, 1 << 32])
def test_a_jump_either_way_is_another_clock(jump: int) -> None:
    timeline = Timeline()
    timeline.place(1000)
    with pytest.raises(ClockJump):
        timeline.place(1000 + jump)


@given(st.lists(st.one_of(st.none(), st.integers(-(2**40), 2**40))))
def test_no_time_is_negative_and_in_order_times_rise(times: list[int | None]) -> None:
    timeline, last = Timeline(), -1
    for time in times:
        try:
            placed = timeline.place(time)
        except ClockJump:
            timeline, last = Timeline(), -1
            continue
        assert placed >= 0
        assert placed > last or timeline.reordered
        last = max(last, placed)
