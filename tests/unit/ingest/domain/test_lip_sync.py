from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lokus_ingest.domain.lip_sync import MOST_APART_90K, LipSync

SECOND = 90_000


def places(sync: LipSync, *sounds: tuple[int, int, int | None]) -> list[int]:
    return [sync.place(*sound) for sound in sounds]


def test_without_reports_a_sound_belongs_to_the_picture_that_comes_with_it() -> None:
    sync = LipSync()
    assert places(sync, (500, 9000, None), (2300, 10_800, None)) == [9000, 10_800]


def test_jitter_makes_no_gaps() -> None:
    sync = LipSync()
    found = [sync.place(number * 1800, number * 1800 + number % 7 * 900, None) for number in range(200)]
    assert {later - earlier for earlier, later in pairwise(found)} == {1800}


def test_reports_are_believed_before_what_is_seen() -> None:
    sync = LipSync()
    assert places(sync, (0, 0, None), (1800, 1800, 9000)) == [0, 10_800]


def test_reports_that_contradict_what_is_seen_are_not_believed() -> None:
    assert places(LipSync(), (0, 0, 3600 * SECOND), (1800, 1800, -3600 * SECOND)) == [0, 1800]


def test_a_burst_at_the_start_is_made_up_for() -> None:
    sync = LipSync()
    early = sync.place(0, 0, None)
    later = [sync.place(number * 1800, number * 1800 + SECOND, None) for number in range(1, 200)]
    assert early == 0
    assert abs(later[-1] - (199 * 1800 + SECOND)) <= SECOND * 0.3


def test_a_jump_of_its_clock_is_followed_at_once() -> None:
    sync = LipSync()
    assert places(sync, (0, 0, None), (10**9, 1800, None)) == [0, 1800]


times = st.integers(-(2**40), 2**40)


@given(st.lists(st.tuples(times, times, st.none() | times), min_size=1, max_size=20))
def test_no_sound_is_ever_far_from_its_picture(sounds: list[tuple[int, int, int | None]]) -> None:
    sync = LipSync()
    for own, picture, told in sounds:
        assert abs(sync.place(own, picture, told) - picture) <= 2 * MOST_APART_90K
