from collections import defaultdict
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.token_bucket import Pace
from lokus_ingest.domain.waiting_line import WaitingLine

WHOLE, SEGMENT = Pace(10, 2), Pace(2, 1)
SEGMENTS = st.sampled_from(["a", "b", "c", "d"])


def let_go(line: WaitingLine, now: float) -> list[int]:
    found = []
    while (ticket := line.admit(now)) is not None:
        found.append(ticket)
    return found


def play(steps: list[tuple[str | None, float]]) -> tuple[dict[int, str], list[tuple[float, int]], set[int]]:
    """Join, or have the oldest leave, and let time pass; then wait until all are gone."""
    line, now = WaitingLine(WHOLE, SEGMENT, 0.0), 0.0
    joined: dict[int, str] = {}
    left: set[int] = set()
    gone: list[tuple[float, int]] = []
    for segment, pause in steps:
        if segment is not None:
            joined[line.join(segment, now)] = segment
        elif still := [ticket for ticket in joined if ticket not in {each for _, each in gone} | left]:
            line.leave(still[0])
            left.add(still[0])
        gone += [(now, ticket) for ticket in let_go(line, now)]
        now += pause
    for _ in range(2000):
        wait_seconds = line.wait_seconds(now)
        if wait_seconds is None:
            break
        now += wait_seconds + 1e-6
        gone += [(now, ticket) for ticket in let_go(line, now)]
    return joined, gone, left


STEPS = st.lists(st.tuples(st.none() | SEGMENTS, st.sampled_from([0.0, 0.01, 0.3])), max_size=60)


@given(STEPS)
def test_everybody_who_stays_is_let_through_once(steps: list[tuple[str | None, float]]) -> None:
    joined, gone, left = play(steps)
    tickets = [ticket for _, ticket in gone]
    assert sorted(tickets) == sorted(set(joined) - left)


@given(STEPS)
def test_a_segment_keeps_its_order_and_its_rate(steps: list[tuple[str | None, float]]) -> None:
    joined, gone, _ = play(steps)
    by_segment = defaultdict(list)
    for moment, ticket in gone:
        by_segment[joined[ticket]].append((moment, ticket))
    for passed in by_segment.values():
        assert [ticket for _, ticket in passed] == sorted(ticket for _, ticket in passed)
        for (earlier, _), (later, _) in pairwise(passed):
            assert later - earlier >= 1 / SEGMENT.per_second - 1e-6


@given(STEPS)
def test_all_together_keep_the_rate(steps: list[tuple[str | None, float]]) -> None:
    _, gone, _ = play(steps)
    moments = [moment for moment, _ in gone]
    for place, first in enumerate(moments):
        for count, later in enumerate(moments[place:], 1):
            assert count <= WHOLE.burst + WHOLE.per_second * (later - first) + 1e-4


def test_who_came_first_goes_first_across_segments() -> None:
    line = WaitingLine(Pace(1, 1), SEGMENT, 0.0)
    first, second, third = line.join("a", 0), line.join("b", 0), line.join("c", 0)
    assert let_go(line, 0.0) == [first]
    assert let_go(line, 1.0) == [second]
    assert let_go(line, 2.0) == [third]


def test_a_crowded_segment_keeps_nobody_else_waiting() -> None:
    line = WaitingLine(Pace(100, 100), SEGMENT, 0.0)
    crowd = [line.join("a", 0.0) for _ in range(50)]
    alone = line.join("b", 0.0)
    assert let_go(line, 0.0) == [crowd[0], alone]
    assert line.expected_seconds(crowd[-1]) == 49 / SEGMENT.per_second
    assert len(line) == 49


def test_a_new_pace_holds_for_those_who_wait() -> None:
    line = WaitingLine(Pace(100, 100), Pace(0.01, 1), 0.0)
    tickets = [line.join("a", 0.0) for _ in range(3)]
    assert let_go(line, 0.0) == tickets[:1]
    line.change(Pace(100, 100), Pace(10, 1), 0.0)
    assert let_go(line, 0.1) == tickets[1:2]


def test_segments_that_are_as_good_as_new_are_forgotten() -> None:
    line = WaitingLine(Pace(1e6, 1e6), SEGMENT, 0.0)
    for number in range(10_000):
        line.join(f"s{number}", float(number))
        let_go(line, float(number))
    assert len(line._segments) <= 256
