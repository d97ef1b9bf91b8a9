import numpy as np
import numpy.typing as npt

from lokus_analytics.adapters.opencv_background import OpencvBackground

Luma = npt.NDArray[np.uint8]


def street(brightness: int = 100) -> Luma:
    return np.full((90, 160), brightness, np.uint8)


def learnt(pictures: int = 50) -> OpencvBackground:
    background = OpencvBackground()
    for _ in range(pictures):
        background.compare(street())
    return background


def with_box(left: int) -> Luma:
    picture = street()
    picture[40:60, left : left + 20] = 180
    return picture


def test_an_empty_street_is_all_background() -> None:
    cells = learnt().compare(street())
    assert not cells.foreground.any()
    assert cells.foreground.shape == (22, 40)


def test_what_comes_into_the_picture_is_foreground_and_changed() -> None:
    cells = learnt().compare(with_box(40))
    assert cells.foreground[11:14, 10:15].mean() > 0.9
    assert cells.changed[11:14, 10:15].mean() > 0.9
    assert cells.foreground.sum() < 30


def test_what_stays_is_foreground_but_no_longer_changes() -> None:
    background = learnt()
    background.compare(with_box(40))
    cells = background.compare(with_box(40))
    assert cells.foreground.any()
    assert not cells.changed.any()


def test_what_stays_long_becomes_background() -> None:
    background = learnt()
    for _ in range(300):
        cells = background.compare(with_box(40))
    assert not cells.foreground.any()


def test_a_burnt_in_clock_makes_itself_deaf() -> None:
    background, random = OpencvBackground(), np.random.default_rng(1)
    for _ in range(50):
        picture = street()
        picture[:8, :80] = np.where(random.random((1, 80)) > 0.5, 235, 16)
        cells = background.compare(picture)
    assert cells.foreground[:2, :20].mean() < 0.05


def test_a_walker_is_still_seen_beside_a_burnt_in_clock() -> None:
    background, random = OpencvBackground(), np.random.default_rng(1)
    for left in [0] * 50 + [40]:
        picture = with_box(left) if left else street()
        picture[:8, :80] = np.where(random.random((1, 80)) > 0.5, 235, 16)
        cells = background.compare(picture)
    assert cells.foreground[11:14, 10:15].mean() > 0.9


def test_a_switched_light_is_learnt_within_seconds() -> None:
    background = learnt()
    assert background.compare(street(160)).foreground.mean() == 1.0
    for _ in range(10):
        cells = background.compare(street(160))
    assert not cells.foreground.any()


def test_a_new_size_begins_anew() -> None:
    background = learnt()
    assert background.compare(np.zeros((120, 160), np.uint8)).foreground.shape == (30, 40)
