from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lokus_analytics.domain.box import Box
from lokus_analytics.domain.hysteresis import Began, Ending, Hysteresis, Over

START = datetime(2026, 1, 1, tzinfo=UTC)
HERE = Box(0.1, 0.1, 0.2, 0.2)
THERE = Box(0.5, 0.5, 0.6, 0.6)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def play(hysteresis: Hysteresis, first: float, boxes: list[Box | None]) -> list[Began | Over]:
    """Feed pictures five times a second from `first` on."""
    return [
        change for index, box in enumerate(boxes) for change in hysteresis.feed(at(first + index / 5), box)
    ]


def warm() -> Hysteresis:
    """A state that has seen five quiet seconds."""
    hysteresis = Hysteresis()
    assert play(hysteresis, 0, [None] * 25) == []
    return hysteresis


def test_the_third_picture_of_five_that_moves_begins_an_event() -> None:
    changes = play(warm(), 5, [HERE, None, HERE, None, HERE])
    assert changes == [Began(at(5.8), HERE)]


def test_two_pictures_that_move_begin_nothing() -> None:
    assert play(warm(), 5, [HERE, HERE, None, None, None, HERE, HERE, None, None]) == []


def test_it_is_over_after_three_quiet_seconds_and_ends_when_it_last_moved() -> None:
    hysteresis = warm()
    play(hysteresis, 5, [HERE] * 10)
    changes = play(hysteresis, 7, [None] * 25)
    assert changes == [Over(at(5.4), at(7.4), HERE, Ending.QUIET)]


def test_a_single_blink_does_not_hold_an_event_open() -> None:
    hysteresis = warm()
    play(hysteresis, 5, [HERE] * 10)
    changes = play(hysteresis, 7, ([None] * 9 + [HERE]) * 3)
    assert [type(change) for change in changes] == [Over]


def test_the_end_holds_all_that_moved() -> None:
    hysteresis = warm()
    changes = play(hysteresis, 5, [HERE] * 5 + [THERE] * 5 + [None] * 25)
    assert isinstance(changes[-1], Over)
    assert changes[-1].box == HERE.union(THERE)


def test_nothing_begins_while_the_background_is_learnt() -> None:
    assert play(Hysteresis(), 0, [HERE] * 25) == []


def test_motion_that_outlasts_the_warm_up_begins_after_it() -> None:
    assert play(Hysteresis(), 0, [HERE] * 30) == [Began(at(5.4), HERE)]


def test_a_hole_in_the_stream_ends_an_event_as_lost_and_warms_up_again() -> None:
    hysteresis = warm()
    play(hysteresis, 5, [HERE] * 10)
    assert play(hysteresis, 20, [HERE] * 20) == [Over(at(5.4), at(6.8), HERE, Ending.STREAM_LOST)]


def test_a_clock_set_back_counts_as_a_hole() -> None:
    hysteresis = warm()
    play(hysteresis, 5, [HERE] * 10)
    assert play(hysteresis, -60, [None]) == [Over(at(5.4), at(6.8), HERE, Ending.STREAM_LOST)]


def test_losing_a_stream_with_nothing_open_says_nothing() -> None:
    assert warm().lose() == ()


@given(st.lists(st.tuples(st.floats(0, 8), st.sampled_from([None, HERE, THERE])), max_size=200))
def test_beginnings_and_ends_take_turns_and_times_never_cross(
    steps: list[tuple[float, Box | None]],
) -> None:
    hysteresis, now = Hysteresis(), 0.0
    changes: list[Began | Over] = []
    for gap, box in steps:
        now += gap
        changes.extend(hysteresis.feed(at(now), box))
    changes.extend(hysteresis.lose())
    assert [isinstance(change, Began) for change in changes] == [
        index % 2 == 0 for index in range(len(changes))
    ]
    for began, over in zip(changes[::2], changes[1::2], strict=True):
        assert isinstance(over, Over)
        assert over.began_at == began.at <= over.at
