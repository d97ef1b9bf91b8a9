from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.recording.fragment import Stretch
from lokus_ingest.domain.recording.joining import Placed, joined, ticks_90k
from lokus_proto.v1.recording import SegmentClosed
from unit.ingest.domain.recording.test_segment import HEAD
from unit.ingest.samples import NOON

SECOND = timedelta(seconds=1)


def segment(
    start: float, seconds: float, run: int = 1, first: float = 0, *, late: bool = False, epoch: int = 0
) -> SegmentClosed:
    head = HEAD.model_copy(
        update={
            "start": NOON + start * SECOND,
            "run": run,
            "epoch": epoch,
            "first_pts_90k": int(first * 90_000),
        }
    )
    closed = head.closed([Stretch(25, True, 0, int(seconds * 90_000))], 4, "0" * 64, recovered=False)
    return closed.model_copy(update={"late": late})


def at(seconds: float) -> datetime:
    return NOON + seconds * SECOND


def places(found: list[Placed]) -> list[tuple[float, float | None, float | None]]:
    return [
        (
            each.place_90k / 90_000,
            None if each.enter_90k is None else each.enter_90k / 90_000,
            None if each.leave_90k is None else each.leave_90k / 90_000,
        )
        for each in found
    ]


def test_segments_of_a_run_stand_where_the_run_has_them_not_where_they_arrived() -> None:
    found = joined([segment(0, 10), segment(10.3, 10, first=10)], at(0), at(20.3))
    assert places(found) == [(0, None, None), (10, None, None)]


def test_another_run_stands_where_the_wall_clock_has_it() -> None:
    found = joined([segment(0, 10), segment(15, 10, run=2)], at(0), at(30))
    assert places(found) == [(0, None, None), (15, None, None)]


def test_what_lies_outside_stays_out_and_the_last_is_ended() -> None:
    found = joined([segment(0, 10), segment(10, 10, first=10), segment(20, 10, first=20)], at(12), at(15))
    assert places(found) == [(0, None, 5)]


def test_of_two_workers_the_later_ends_the_earlier() -> None:
    found = joined([segment(0, 10), segment(6, 10, run=2, epoch=1)], at(0), at(30))
    assert places(found) == [(0, None, 6), (6, None, None)]


def test_what_lies_within_another_stays_out() -> None:
    found = joined([segment(0, 10), segment(6, 2, run=2)], at(0), at(30))
    assert places(found) == [(0, None, None)]


def test_late_footage_fills_gaps_alone() -> None:
    live = [segment(0, 10), segment(20, 10, run=2)]
    found = joined([*live, segment(5, 20, run=3, late=True)], at(0), at(30))
    assert places(found) == [(0, None, None), (5, 5, 15), (20, None, None)]
    assert joined([segment(0, 10), segment(2, 5, run=3, late=True)], at(0), at(10))[1:] == []


stretches = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20), st.integers(1, 4), st.booleans()), max_size=8
)


@given(stretches)
def test_nothing_is_shown_before_what_came_before_it_is_over(
    recorded: list[tuple[int, int, int, bool]],
) -> None:
    segments = [
        segment(start, seconds, run, first=start, late=late) for start, seconds, run, late in recorded
    ]
    found = joined(segments, at(0), at(70))
    over = 0
    for each in found:
        assert each.place_90k + (each.enter_90k or 0) >= over
        over = each.over_90k
    assert ticks_90k(SECOND) == 90_000
