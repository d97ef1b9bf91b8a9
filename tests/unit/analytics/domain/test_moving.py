import numpy as np

from lokus_analytics.domain.box import Box
from lokus_analytics.domain.moving import Cells, Grid, MotionFinder

ROWS, COLUMNS = 20, 40


def grid(*blocks: tuple[int, int, int, int]) -> Grid:
    """Full cells at (row, column, height, width)."""
    cells = np.zeros((ROWS, COLUMNS), np.float32)
    for row, column, height, width in blocks:
        cells[row : row + height, column : column + width] = 1
    return cells


def moving(*blocks: tuple[int, int, int, int]) -> Cells:
    return Cells(grid(*blocks), grid(*blocks))


def test_an_object_that_moves_on_is_found_where_it_is() -> None:
    finder = MotionFinder()
    assert finder.find(moving((4, 10, 4, 2))) is None
    assert finder.find(moving((4, 11, 4, 2))) == Box(11 / 40, 4 / 20, 13 / 40, 8 / 20)


def test_two_objects_give_the_box_around_both() -> None:
    finder = MotionFinder()
    finder.find(moving((2, 2, 3, 3), (12, 30, 3, 3)))
    assert finder.find(moving((2, 3, 3, 3), (12, 29, 3, 3))) == Box(3 / 40, 2 / 20, 32 / 40, 15 / 20)


def test_what_stands_is_no_motion() -> None:
    finder = MotionFinder()
    parked = Cells(grid((4, 10, 4, 4)), grid())
    assert [finder.find(parked) for _ in range(5)] == [None] * 5


def test_a_change_now_here_now_there_is_no_motion() -> None:
    finder = MotionFinder()
    places = [(1, 1, 2, 2), (15, 30, 2, 2), (1, 20, 2, 2), (10, 5, 2, 2)]
    assert [finder.find(moving(place)) for place in places] == [None] * 4


def test_a_speck_is_no_motion() -> None:
    finder = MotionFinder()
    assert [finder.find(moving((5, 5, 1, 1))) for _ in range(3)] == [None] * 3


def test_specks_apart_do_not_add_up() -> None:
    finder = MotionFinder()
    specks = tuple((row, column, 1, 1) for row in (2, 8, 14) for column in (3, 13, 23, 33))
    assert [finder.find(moving(*specks)) for _ in range(3)] == [None] * 3


def test_a_difference_nearly_everywhere_is_light_not_motion() -> None:
    finder = MotionFinder()
    assert [finder.find(moving((0, 0, 18, 40))) for _ in range(3)] == [None] * 3


def test_cells_that_touch_at_a_corner_are_one_group() -> None:
    finder = MotionFinder()
    corner = moving((5, 5, 1, 1), (6, 6, 1, 1))
    finder.find(corner)
    assert finder.find(corner) == Box(5 / 40, 5 / 20, 7 / 40, 7 / 20)
