from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.pacing import MOST_AHEAD_SECONDS, Pacing


def test_pictures_that_came_at_once_are_handed_on_as_they_were_taken() -> None:
    pacing = Pacing()
    assert [pacing.wait_seconds(90_000 * number, 50.0) for number in range(3)] == [0.0, 1.0, 2.0]


def test_a_late_picture_sets_the_pace_anew() -> None:
    pacing = Pacing()
    pacing.wait_seconds(0, 50.0)
    assert pacing.wait_seconds(90_000, 60.0) == 0.0
    assert pacing.wait_seconds(180_000, 60.0) == 1.0


def test_a_little_lateness_is_caught_up_with() -> None:
    pacing = Pacing()
    pacing.wait_seconds(0, 50.0)
    assert pacing.wait_seconds(90_000, 51.3) == 0.0
    assert pacing.wait_seconds(180_000, 51.5) == 0.5


@given(st.lists(st.tuples(st.integers(-(2**40), 2**40), st.floats(0, 1e6))))
def test_no_clock_makes_anybody_wait_for_long(pictures: list[tuple[int, float]]) -> None:
    pacing = Pacing()
    assert all(0 <= pacing.wait_seconds(*picture) <= MOST_AHEAD_SECONDS for picture in pictures)
